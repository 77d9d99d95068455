-- object: domain
-- action: alter
-- before
CREATE DOMAIN em AS text CHECK (VALUE LIKE '%@%');
CREATE FUNCTION f(em) RETURNS em LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE TABLE t (id int PRIMARY KEY, e em, es em[], CHECK (f(e) IS NOT NULL OR e IS NULL));
CREATE VIEW v AS SELECT f(e) AS e, es FROM t;
CREATE INDEX i ON t (f(e));
-- rows
INSERT INTO t VALUES (1,'a@b','{a@b}');
-- after
CREATE DOMAIN em AS varchar(50) CHECK (VALUE LIKE '%@%.%' OR VALUE LIKE '%@%');
CREATE FUNCTION f(em) RETURNS em LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE TABLE t (id int PRIMARY KEY, e em, es em[], CHECK (f(e) IS NOT NULL OR e IS NULL));
CREATE VIEW v AS SELECT f(e) AS e, es FROM t;
CREATE INDEX i ON t (f(e));
