-- object: domain
-- action: create
-- before
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
-- rows
INSERT INTO users VALUES (1, 'a@b', 7), (2, NULL, 0);
-- after
CREATE DOMAIN email AS text CONSTRAINT email_at CHECK (VALUE LIKE '%@%');
CREATE TABLE users (
    id integer PRIMARY KEY,
    name email,
    amount integer DEFAULT 0 NOT NULL
);
