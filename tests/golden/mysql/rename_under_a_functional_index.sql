-- object: column
-- action: rename
-- rename: t.a = z
-- before
CREATE TABLE t (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    a INT,
    b VARCHAR(50),
    KEY k ((a + 1))
);
-- rows
INSERT INTO t (id, a, b) VALUES (1, 1, 'x'), (2, 2, NULL);
-- after
CREATE TABLE t (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    z INT,
    b VARCHAR(50),
    KEY k ((z + 1))
);
