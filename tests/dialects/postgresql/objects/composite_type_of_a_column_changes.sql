CREATE TYPE c AS (a integer, b text);
CREATE TABLE t (id integer PRIMARY KEY, c c);
INSERT INTO t VALUES (1, (1,'x'));
-- becomes
CREATE TYPE c AS (a bigint, b text, d date);
CREATE TABLE t (id integer PRIMARY KEY, c c);
