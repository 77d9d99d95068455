-- object: table with system versioning
-- action: alter
-- note: its history stays, and older rows have NULL or the default in a new column
-- before
CREATE TABLE prices (id INT NOT NULL PRIMARY KEY, cents INT NOT NULL, old VARCHAR(5)) WITH SYSTEM VERSIONING;
-- rows
INSERT INTO prices VALUES (1, 100, 'x');
-- after
CREATE TABLE prices (id INT NOT NULL PRIMARY KEY, cents BIGINT NOT NULL, old VARCHAR(5), note VARCHAR(20) NOT NULL DEFAULT 'none', UNIQUE KEY once (cents), CONSTRAINT dear CHECK (cents > 0)) WITH SYSTEM VERSIONING;
