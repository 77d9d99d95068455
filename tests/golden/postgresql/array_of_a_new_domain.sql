-- object: domain
-- action: create
-- before
CREATE TABLE t (id int PRIMARY KEY, tags text[]);
-- rows
INSERT INTO t VALUES (1, '{a,b}');
-- after
CREATE DOMAIN tag AS text CHECK (length(VALUE) < 10);
CREATE TABLE t (id int PRIMARY KEY, tags tag[]);
