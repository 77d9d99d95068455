-- object: partitions
-- action: alter
-- before
CREATE TABLE events (id INT NOT NULL, day DATE NOT NULL, PRIMARY KEY (id, day)) PARTITION BY HASH (id) PARTITIONS 4;
-- rows
INSERT INTO events VALUES (1, '2025-03-01');
-- after
CREATE TABLE events (id INT NOT NULL, day DATE NOT NULL, PRIMARY KEY (id, day)) PARTITION BY HASH (id) PARTITIONS 6;
