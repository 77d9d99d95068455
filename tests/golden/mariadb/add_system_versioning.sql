-- object: table with system versioning
-- action: create
-- drop: keep
-- before
CREATE TABLE prices (id INT NOT NULL PRIMARY KEY, cents INT NOT NULL);
-- rows
INSERT INTO prices VALUES (1, 100);
-- after
CREATE TABLE prices (id INT NOT NULL PRIMARY KEY, cents INT NOT NULL, note VARCHAR(20)) WITH SYSTEM VERSIONING;
