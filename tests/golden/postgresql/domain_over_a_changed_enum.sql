-- object: domain
-- action: depend
-- note: over an enum type that loses a value which its check names: it steps aside and comes back
-- before
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy', 'bored');
CREATE DOMAIN good_mood AS mood DEFAULT 'ok' CONSTRAINT good CHECK (VALUE <> 'sad' AND VALUE <> 'bored');
CREATE TABLE people (id integer PRIMARY KEY, feels good_mood, really mood NOT NULL DEFAULT 'happy');
CREATE VIEW happy AS SELECT id FROM people WHERE feels::mood = 'happy';
-- rows
INSERT INTO people VALUES (1, 'ok', 'sad'), (2, 'happy', 'ok'), (3, NULL, 'happy');
-- after
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN good_mood AS mood DEFAULT 'happy' CONSTRAINT good CHECK (VALUE <> 'sad');
CREATE TABLE people (id integer PRIMARY KEY, feels good_mood, really mood NOT NULL DEFAULT 'happy');
CREATE VIEW happy AS SELECT id FROM people WHERE feels::mood = 'happy';
