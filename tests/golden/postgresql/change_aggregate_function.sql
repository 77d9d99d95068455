-- object: aggregate
-- action: depend
-- note: its function takes other arguments, and a view stands on it
-- before
CREATE FUNCTION add_up(total integer, value integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT coalesce(total, 0) + coalesce(value, 0)';
CREATE FUNCTION finish(total integer) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT total::text';
CREATE AGGREGATE sum_up(integer) (SFUNC = add_up, STYPE = integer, FINALFUNC = finish);
CREATE TABLE sales (id integer PRIMARY KEY, amount integer);
CREATE VIEW totals AS SELECT sum_up(amount) AS total FROM sales;
-- rows
INSERT INTO sales VALUES (1, 5), (2, 7);
-- after
CREATE FUNCTION add_up(total bigint, value integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT coalesce(total, 0) + coalesce(value, 0)';
CREATE FUNCTION finish(total bigint) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT total::text';
CREATE AGGREGATE sum_up(integer) (SFUNC = add_up, STYPE = bigint, FINALFUNC = finish);
CREATE TABLE sales (id integer PRIMARY KEY, amount integer);
CREATE VIEW totals AS SELECT sum_up(amount) AS total FROM sales;
