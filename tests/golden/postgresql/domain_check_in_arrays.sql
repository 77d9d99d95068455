-- object: domain
-- action: alter
-- note: what arrays and composite values hold is made anew, as the server adds no check there
-- before
CREATE DOMAIN tag AS text;
CREATE DOMAIN place AS text;
CREATE TYPE pair AS (first place, second integer);
CREATE TABLE t (id int PRIMARY KEY, tags tag[] DEFAULT '{}', tag tag, pair pair);
CREATE VIEW v AS SELECT id, tags FROM t;
-- rows
INSERT INTO t VALUES (1, '{a,b}', 'c', '(x,1)'), (2, NULL, NULL, NULL);
-- after
CREATE DOMAIN tag AS text CHECK (length(VALUE) < 10);
CREATE DOMAIN place AS text CHECK (VALUE <> '');
CREATE TYPE pair AS (first place, second integer);
CREATE TABLE t (id int PRIMARY KEY, tags tag[] DEFAULT '{}', tag tag, pair pair);
CREATE VIEW v AS SELECT id, tags FROM t;
