-- object: primary key
-- action: create
-- before
CREATE TABLE t (a VARCHAR(40) NOT NULL, b INT NOT NULL DEFAULT 0);
-- rows
INSERT INTO t VALUES ('abc', 1), ('bcd', 2);
-- after
CREATE TABLE t (a VARCHAR(40) NOT NULL, b INT NOT NULL DEFAULT 0, PRIMARY KEY (a(10)));
