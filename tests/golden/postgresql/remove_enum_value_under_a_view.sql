-- object: enum
-- action: alter
-- before
CREATE TYPE mood AS ENUM ('sad', 'fine', 'ok');CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    feels mood DEFAULT 'ok',
    amount integer DEFAULT 0 NOT NULL
);
CREATE VIEW moody AS SELECT id, feels FROM users WHERE feels <> 'ok';
CREATE INDEX ix ON users (feels);
-- rows
INSERT INTO users VALUES (1, 'ann', 'sad', 7), (2, NULL, NULL, 0);
-- after
CREATE TYPE mood AS ENUM ('sad', 'ok');CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    feels mood DEFAULT 'ok',
    amount integer DEFAULT 0 NOT NULL
);
CREATE VIEW moody AS SELECT id, feels FROM users WHERE feels <> 'ok';
CREATE INDEX ix ON users (feels);
