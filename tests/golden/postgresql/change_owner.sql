-- object: owner
-- action: alter
-- manage: owner, grant
-- before
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
CREATE FUNCTION half(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a / 2';
CREATE SEQUENCE numbers;
CREATE TYPE mood AS ENUM ('good', 'bad');
-- rows
INSERT INTO users VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
CREATE FUNCTION half(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a / 2';
CREATE SEQUENCE numbers;
CREATE TYPE mood AS ENUM ('good', 'bad');
ALTER TABLE users OWNER TO boss;
ALTER FUNCTION half(integer) OWNER TO boss;
ALTER SEQUENCE numbers OWNER TO boss;
ALTER TYPE mood OWNER TO boss;
ALTER SCHEMA public OWNER TO boss;
