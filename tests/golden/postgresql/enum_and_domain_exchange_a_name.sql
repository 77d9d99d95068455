-- object: enum
-- action: depend
-- note: a domain takes its name, a composite type that of a domain; the columns go over
-- before
CREATE TYPE kind AS ENUM ('a', 'b');
CREATE DOMAIN place AS text;
CREATE TABLE t (id integer PRIMARY KEY, kind kind DEFAULT 'a', kinds kind[], place place);
CREATE VIEW v AS SELECT id, kind FROM t;
-- rows
INSERT INTO t VALUES (1, 'a', '{a,b}', '(x,1)'), (2, NULL, NULL, NULL);
-- after
CREATE DOMAIN kind AS text CHECK (VALUE <> '');
CREATE TYPE place AS (street text, number integer);
CREATE TABLE t (id integer PRIMARY KEY, kind kind DEFAULT 'a', kinds kind[], place place);
CREATE VIEW v AS SELECT id, kind FROM t;
