-- object: column
-- action: create
-- before
CREATE TABLE t (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    a INT,
    b VARCHAR(50)
);
-- rows
INSERT INTO t (id, a, b) VALUES (1, 1, 'x'), (2, 2, NULL);
-- after
CREATE TABLE t (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    a INT,
    b VARCHAR(50),
    place POINT NOT NULL DEFAULT (POINT(0, 0)),
    SPATIAL KEY places (place)
);
