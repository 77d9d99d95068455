-- object: column
-- action: rename
-- rename: t.a = b
-- rename: t.b = c
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL, b VARCHAR(10));
-- rows
INSERT INTO t (id, a, b) VALUES (1, 2, 'x'), (2, 3, NULL);
-- after
CREATE TABLE t (id INT PRIMARY KEY, b INT NOT NULL, c VARCHAR(10));
