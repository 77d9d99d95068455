-- object: index
-- action: alter
-- before
CREATE TABLE t (id INT NOT NULL, a INT NOT NULL, b INT, KEY ka (a), KEY kb (b) USING BTREE, PRIMARY KEY (id)) ENGINE=MEMORY;
-- after
CREATE TABLE t (id INT NOT NULL, a INT NOT NULL, b INT, KEY ka (a) USING BTREE, KEY kb (b) USING HASH, PRIMARY KEY (id) USING BTREE) ENGINE=MEMORY;
