-- object: extension
-- action: create
-- schemas: extras
-- note: in a schema that the same migration makes, and before the table whose columns are of its types
-- before
CREATE TABLE words (id integer PRIMARY KEY, word text NOT NULL);
-- rows
INSERT INTO words VALUES (1, 'one');
-- after
CREATE SCHEMA extras;
CREATE EXTENSION citext SCHEMA extras;
CREATE TABLE words (id integer PRIMARY KEY, word text NOT NULL, tag extras.citext);
CREATE TABLE tags (tag extras.citext PRIMARY KEY);
