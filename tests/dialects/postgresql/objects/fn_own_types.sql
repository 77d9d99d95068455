-- becomes
CREATE FUNCTION add(a integer, b integer) RETURNS integer LANGUAGE sql AS 'SELECT a+b';
CREATE AGGREGATE s(integer) (SFUNC = add, STYPE = integer);
CREATE VIEW v AS SELECT s(x) FROM generate_series(1,2) x;
