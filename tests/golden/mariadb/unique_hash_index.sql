-- object: index
-- action: alter
-- before
CREATE TABLE t (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    a INT,
    b VARCHAR(50),
    KEY k (a)
);
-- rows
INSERT INTO t (id, a, b) VALUES (1, 1, 'x'), (2, 2, NULL);
-- after
CREATE TABLE t (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    a INT,
    b VARCHAR(50),
    UNIQUE KEY k (a) USING HASH
);
