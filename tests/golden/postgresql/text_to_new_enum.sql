-- object: column
-- action: alter
-- note: rows are tried on the type before it is there
-- before
CREATE TABLE t (id int PRIMARY KEY, m text NOT NULL DEFAULT 'a');
CREATE VIEW v AS SELECT m FROM t;
-- rows
INSERT INTO t VALUES (1,'b');
-- after
CREATE TYPE m AS ENUM ('a','b');
CREATE TABLE t (id int PRIMARY KEY, m m NOT NULL DEFAULT 'a');
CREATE VIEW v AS SELECT m FROM t;
