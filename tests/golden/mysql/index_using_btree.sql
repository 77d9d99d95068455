-- object: index
-- action: create
-- before
CREATE TABLE t (id INT NOT NULL, a INT NOT NULL, b INT, PRIMARY KEY (id) USING BTREE);
-- rows
INSERT INTO t VALUES (1,2,3);
-- after
CREATE TABLE t (id INT NOT NULL, a INT NOT NULL, b INT, PRIMARY KEY (id) USING BTREE, KEY ka (a) USING BTREE, UNIQUE KEY kb (b) USING BTREE);
