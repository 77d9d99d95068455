-- becomes
CREATE FUNCTION ok(integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
CREATE DOMAIN d AS integer CHECK (ok(VALUE));
CREATE TABLE t (d d, e d[]);
