-- object: partitions
-- action: create
-- before
CREATE TABLE events (id INT NOT NULL, day DATE NOT NULL, PRIMARY KEY (id, day));
-- rows
INSERT INTO events VALUES (1, '2025-03-01');
-- after
CREATE TABLE events (id INT NOT NULL, day DATE NOT NULL, PRIMARY KEY (id, day)) PARTITION BY RANGE (YEAR(day)) (PARTITION p25 VALUES LESS THAN (2026), PARTITION p26 VALUES LESS THAN (2027));
