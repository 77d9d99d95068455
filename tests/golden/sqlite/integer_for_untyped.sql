-- object: column
-- action: alter
-- note: numbers that were texts are numbers on the way back
-- before
CREATE TABLE settings (name TEXT, value);
-- rows
INSERT INTO settings VALUES ('a', 1), ('b', NULL), ('b', 7);
-- after
CREATE TABLE settings (name TEXT, value INTEGER);
