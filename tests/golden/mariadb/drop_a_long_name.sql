-- object: column
-- action: drop
-- drop: keep
-- before
CREATE TABLE t (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    a INT,
    b VARCHAR(50),
    nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn INT
);
-- rows
INSERT INTO t (id, a) VALUES (1, 1);
-- after
CREATE TABLE t (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    a INT,
    b VARCHAR(50)
);
