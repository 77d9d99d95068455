-- object: column
-- action: rename
-- rename: t.a = z
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL, b INT DEFAULT (a * 2));
-- rows
INSERT INTO t (id, a) VALUES (1, 2), (2, 3);
-- after
CREATE TABLE t (id INT PRIMARY KEY, z INT NOT NULL, b INT DEFAULT (z * 2));
