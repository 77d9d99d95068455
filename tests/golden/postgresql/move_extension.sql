-- object: extension
-- action: alter
-- schemas: extras
-- note: moved to a schema that the same migration makes
-- before
CREATE EXTENSION pg_trgm;
CREATE TABLE words (id integer PRIMARY KEY, word text NOT NULL);
-- rows
INSERT INTO words VALUES (1, 'one'), (2, 'TWO');
-- after
CREATE SCHEMA extras;
CREATE EXTENSION pg_trgm SCHEMA extras;
CREATE TABLE words (id integer PRIMARY KEY, word text NOT NULL);
