CREATE TYPE m AS ENUM ('a','b','c');
CREATE TABLE t (id integer PRIMARY KEY, m m DEFAULT 'a');
CREATE VIEW tv AS SELECT m, id FROM t WHERE m = 'a';
-- becomes
CREATE TYPE m AS ENUM ('a','x','b','c');
CREATE TABLE t (id integer PRIMARY KEY, m m DEFAULT 'x');
CREATE VIEW tv AS SELECT m, id FROM t WHERE m = 'x';
