-- object: domain
-- action: alter
-- before
CREATE DOMAIN d1 AS int CHECK (VALUE > 0);
CREATE DOMAIN d2 AS d1 CHECK (VALUE < 100);
CREATE TABLE t (id int PRIMARY KEY, x d2);
-- rows
INSERT INTO t VALUES (1, 5);
-- after
CREATE DOMAIN d1 AS bigint CHECK (VALUE > 0);
CREATE DOMAIN d2 AS d1 CHECK (VALUE < 1000);
CREATE TABLE t (id int PRIMARY KEY, x d2);
