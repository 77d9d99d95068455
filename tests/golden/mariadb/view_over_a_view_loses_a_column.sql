-- object: view
-- action: alter
-- before
CREATE TABLE t (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    a INT,
    b VARCHAR(50)
);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE VIEW w AS SELECT id, a + 1 AS more FROM v;
-- rows
INSERT INTO t (id, a, b) VALUES (1, 1, 'x'), (2, 2, NULL);
-- after
CREATE TABLE t (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    a INT,
    b VARCHAR(50)
);
CREATE VIEW v AS SELECT a FROM t;
CREATE VIEW w AS SELECT a + 1 AS more FROM v;
