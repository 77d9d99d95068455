-- object: column order
-- action: alter
-- column order: true
-- drop: keep
-- before
CREATE TABLE t (a INT NOT NULL, b VARCHAR(10), c INT, id INT PRIMARY KEY, gone INT, e INT);
-- rows
INSERT INTO t (id, a, b, c, e) VALUES (1, 2, 'x', 3, 5), (2, 3, NULL, NULL, 4);
-- after
CREATE TABLE t (id INT PRIMARY KEY, c BIGINT, born DATE, a INT NOT NULL, b VARCHAR(10), newer INT NOT NULL DEFAULT 3, e INT);
