-- object: primary key
-- action: alter
-- before
CREATE TABLE t (a INT NOT NULL, b INT NOT NULL DEFAULT 0, PRIMARY KEY (a, b));
-- rows
INSERT INTO t VALUES (1, 1), (2, 2);
-- after
CREATE TABLE t (a INT NOT NULL, b INT NOT NULL DEFAULT 0, PRIMARY KEY (a, b DESC));
