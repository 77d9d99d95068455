-- becomes
CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a';
CREATE TABLE t (id integer PRIMARY KEY DEFAULT f(1), g integer GENERATED ALWAYS AS (f(id)) STORED, CHECK (f(id) > 0));
CREATE INDEX ti ON t (f(id));
