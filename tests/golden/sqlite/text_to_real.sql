-- object: column
-- action: alter
-- note: numbers that were text come back as SQLite writes numbers
-- before
CREATE TABLE prices (id INTEGER PRIMARY KEY, price TEXT);
-- rows
INSERT INTO prices VALUES (1, '1'), (2, '2.5'), (3, NULL);
-- after
CREATE TABLE prices (id INTEGER PRIMARY KEY, price REAL);
