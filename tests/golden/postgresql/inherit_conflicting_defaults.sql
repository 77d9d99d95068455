-- object: table
-- action: create
-- note: a default of its own settles which one holds
-- before
CREATE TABLE named (name text DEFAULT 'a');
CREATE TABLE dated (name text DEFAULT 'b', day date);
-- rows
INSERT INTO named VALUES ('n');
-- after
CREATE TABLE named (name text DEFAULT 'a');
CREATE TABLE dated (name text DEFAULT 'b', day date);
CREATE TABLE notes (name text DEFAULT 'c', body text) INHERITS (named, dated);
