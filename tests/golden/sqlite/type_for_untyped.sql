-- object: column
-- action: alter
-- note: a column without a type holds texts as they are, and so does TEXT
-- before
CREATE TABLE settings (name, value);
-- rows
INSERT INTO settings VALUES ('a', '1'), ('b', NULL), ('b', NULL);
-- after
CREATE TABLE settings (name TEXT, value);
