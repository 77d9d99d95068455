-- object: column order
-- action: alter
-- column order: true
-- rename: t.b = z
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL, b INT, c INT);
-- rows
INSERT INTO t (id, a, b, c) VALUES (1, 2, 3, 5), (2, 3, NULL, 4);
-- after
CREATE TABLE t (c INT, id INT PRIMARY KEY, z INT, a INT NOT NULL);
