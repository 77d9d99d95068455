-- object: table with system versioning
-- action: drop
-- drop: keep
-- note: the history is gone, and the way back starts a new one
-- before
CREATE TABLE prices (id INT NOT NULL PRIMARY KEY, cents INT NOT NULL) WITH SYSTEM VERSIONING;
-- rows
INSERT INTO prices VALUES (1, 100);
-- after
CREATE TABLE prices (id INT NOT NULL PRIMARY KEY, cents INT NOT NULL);
