-- object: domain
-- action: depend
-- note: over an enum type whose values come in another order, which its default and its check name
-- before
CREATE TYPE level AS ENUM ('low', 'high', 'middle');
CREATE DOMAIN known_level AS level DEFAULT 'low' CONSTRAINT known CHECK (VALUE IN ('low', 'middle', 'high'));
CREATE TABLE alarms (id integer PRIMARY KEY, how known_level);
-- rows
INSERT INTO alarms VALUES (1, 'low'), (2, 'high'), (3, NULL);
-- after
CREATE TYPE level AS ENUM ('low', 'middle', 'high');
CREATE DOMAIN known_level AS level DEFAULT 'low' CONSTRAINT known CHECK (VALUE IN ('low', 'middle', 'high'));
CREATE TABLE alarms (id integer PRIMARY KEY, how known_level);
