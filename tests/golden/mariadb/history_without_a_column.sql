-- object: table
-- action: alter
-- drop: keep
-- note: the history begins before a column can be left out of it
-- before
CREATE TABLE prices (id int PRIMARY KEY, price int, seen int);
CREATE TABLE stock (id int PRIMARY KEY, n int);
-- rows
INSERT INTO prices VALUES (1, 10, 3), (2, NULL, 0);
INSERT INTO stock VALUES (1, 5);
-- after
CREATE TABLE prices (id int PRIMARY KEY, price int, seen int WITHOUT SYSTEM VERSIONING) COMMENT 'all of them' WITH SYSTEM VERSIONING;
CREATE TABLE stock (id int PRIMARY KEY, n int, seen int WITHOUT SYSTEM VERSIONING) WITH SYSTEM VERSIONING;
