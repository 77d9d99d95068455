-- object: table with system versioning
-- action: rename
-- rename: prices.cents = amount
-- before
CREATE TABLE prices (id INT NOT NULL PRIMARY KEY, cents INT NOT NULL, KEY k (cents)) WITH SYSTEM VERSIONING;
-- rows
INSERT INTO prices VALUES (1, 100);
-- after
CREATE TABLE prices (id INT NOT NULL PRIMARY KEY, amount INT NOT NULL, KEY k (amount)) WITH SYSTEM VERSIONING;
