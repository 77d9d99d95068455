CREATE TABLE t (id integer PRIMARY KEY);
CREATE PROCEDURE p(a integer) LANGUAGE sql AS 'DELETE FROM t';
-- becomes
CREATE TABLE t (id integer PRIMARY KEY);
CREATE PROCEDURE p(b integer, INOUT c integer) LANGUAGE sql AS 'SELECT 1';
