-- object: enum
-- action: alter
-- before
CREATE TYPE mood AS ENUM ('sad', 'ok');CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    feels mood DEFAULT 'ok',
    amount integer DEFAULT 0 NOT NULL
);
-- rows
INSERT INTO users VALUES (1, 'ann', 'sad', 7), (2, NULL, NULL, 0);
-- after
CREATE TYPE mood AS ENUM ('sad', 'ok');CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    feels mood DEFAULT 'ok',
    amount integer DEFAULT 0 NOT NULL
);
COMMENT ON TYPE mood IS 'how one feels';
