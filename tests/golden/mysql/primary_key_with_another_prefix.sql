-- object: primary key
-- action: alter
-- before
CREATE TABLE t (a VARCHAR(40) NOT NULL, b INT NOT NULL DEFAULT 0, PRIMARY KEY (a(10), b));
-- rows
INSERT INTO t VALUES ('abc', 1), ('bcd', 2);
-- after
CREATE TABLE t (a VARCHAR(40) NOT NULL, b INT NOT NULL DEFAULT 0, PRIMARY KEY (a(20), b));
