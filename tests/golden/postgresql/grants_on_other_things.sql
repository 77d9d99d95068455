-- object: grant
-- action: create
-- manage: owner, grant
-- note: what everybody may do with something new can be taken away, and comes back
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
REVOKE EXECUTE ON FUNCTION half(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION half(integer) TO reader;
GRANT USAGE ON SEQUENCE numbers TO reader;
REVOKE USAGE ON TYPE mood FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO reader;
