-- object: column
-- action: rename
-- rename: t.a = b
-- rename: t.b = a
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT);
-- rows
INSERT INTO t (id, a, b) VALUES (1, 2, 7), (2, 3, NULL);
-- after
CREATE TABLE t (id INT PRIMARY KEY, b INT, a INT, more INT);
