-- object: table
-- action: alter
-- before
CREATE TABLE named (name text);
CREATE TABLE dated (day date);
CREATE TABLE notes (body text) INHERITS (named, dated);
-- rows
INSERT INTO notes VALUES ('n', '2025-01-01', 'b');
-- after
CREATE TABLE named (name text);
CREATE TABLE dated (day date);
CREATE TABLE notes (body text) INHERITS (dated, named);
