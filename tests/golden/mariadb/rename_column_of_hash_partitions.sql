-- object: column
-- action: rename
-- rename: t.a = z
-- before
CREATE TABLE t (id INT NOT NULL, a DATE NOT NULL, PRIMARY KEY (id, a)) PARTITION BY HASH (YEAR(`a`)) PARTITIONS 4;
-- rows
INSERT INTO t VALUES (1, '2020-01-01'), (2, '2021-01-01');
-- after
CREATE TABLE t (id INT NOT NULL, z DATE NOT NULL, PRIMARY KEY (id, z)) PARTITION BY HASH (YEAR(`z`)) PARTITIONS 4;
