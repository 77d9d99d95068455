-- object: index
-- action: drop
-- drop: keep
-- before
CREATE TABLE t (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    a INT,
    b VARCHAR(50),
    c TEXT,
    FULLTEXT KEY words (b, c)
);
-- rows
INSERT INTO t (id, a, b) VALUES (1, 1, 'x'), (2, 2, NULL);
-- after
CREATE TABLE t (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    a INT,
    b VARCHAR(50)
);
