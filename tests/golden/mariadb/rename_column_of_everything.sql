-- object: column
-- action: rename
-- rename: t.a = z
-- before
CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL, b INT DEFAULT (a + 1), g INT AS (a * 2) STORED, v INT AS (a * 3) VIRTUAL, CONSTRAINT ok CHECK (a > 0), KEY gv (g));
-- rows
INSERT INTO t (id, a) VALUES (1, 2), (2, 3);
-- after
CREATE TABLE t (id INT PRIMARY KEY, z INT NOT NULL, b INT DEFAULT (z + 1), g INT AS (z * 2) STORED, v INT AS (z * 3) VIRTUAL, CONSTRAINT ok CHECK (z > 0), KEY gv (g));
