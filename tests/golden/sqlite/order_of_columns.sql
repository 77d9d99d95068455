-- object: column order
-- action: alter
-- column order: true
-- before
CREATE TABLE t (id INTEGER PRIMARY KEY, a INT NOT NULL, b VARCHAR(10), c INT, d INT DEFAULT 4);
-- rows
INSERT INTO t VALUES (1, 2, 'x', 3, 5), (2, 3, NULL, NULL, 4);
-- after
CREATE TABLE t (id INTEGER PRIMARY KEY, d INT DEFAULT 4, a INT NOT NULL, b VARCHAR(10), c INT);
