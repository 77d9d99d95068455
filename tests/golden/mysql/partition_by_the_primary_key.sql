-- object: partitions
-- action: alter
-- before
CREATE TABLE users (id INT PRIMARY KEY) PARTITION BY KEY () PARTITIONS 2;
-- rows
INSERT INTO users VALUES (1), (2);
-- after
CREATE TABLE users (id INT PRIMARY KEY) PARTITION BY KEY () PARTITIONS 3;
