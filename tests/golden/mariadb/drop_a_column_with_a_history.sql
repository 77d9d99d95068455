-- object: table with system versioning
-- action: alter
-- drop: keep
-- before
CREATE TABLE prices (id INT NOT NULL PRIMARY KEY, cents INT NOT NULL, old VARCHAR(5)) WITH SYSTEM VERSIONING;
-- rows
INSERT INTO prices VALUES (1, 100, 'x');
-- after
CREATE TABLE prices (id INT NOT NULL PRIMARY KEY, cents INT NOT NULL) WITH SYSTEM VERSIONING;
