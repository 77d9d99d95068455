-- object: sequence
-- action: alter
-- before
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
CREATE SEQUENCE tickets START 10 INCREMENT 5 CACHE 3;
-- rows
INSERT INTO users VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
CREATE SEQUENCE tickets START 10 INCREMENT 2 MAXVALUE 900 CYCLE CACHE 3;
