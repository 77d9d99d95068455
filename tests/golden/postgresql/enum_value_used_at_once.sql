-- object: enum
-- action: alter
-- note: a new value that a view, a domain and a policy name in the same migration
-- before
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE DOMAIN known AS mood CONSTRAINT known CHECK (VALUE <> 'sad');
CREATE TABLE people (id integer PRIMARY KEY, feels mood NOT NULL DEFAULT 'sad', often known DEFAULT 'happy');
-- rows
INSERT INTO people VALUES (1, 'sad', 'happy');
-- after
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN known AS mood CONSTRAINT known CHECK (VALUE NOT IN ('sad', 'ok'));
CREATE TABLE people (id integer PRIMARY KEY, feels mood NOT NULL DEFAULT 'sad', often known DEFAULT 'happy');
CREATE VIEW fine AS SELECT id FROM people WHERE feels = 'ok';
CREATE POLICY fine ON people USING (feels = 'ok');
