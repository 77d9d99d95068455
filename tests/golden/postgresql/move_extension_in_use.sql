-- object: extension
-- action: alter
-- schemas: extras
-- note: columns, defaults and views that name its types and functions follow by themselves
-- before
CREATE EXTENSION hstore;
CREATE TABLE words (id integer PRIMARY KEY, facts hstore DEFAULT hstore('a', 'b'));
CREATE INDEX words_facts ON words USING gin (facts);
CREATE VIEW keys AS SELECT id, akeys(facts) AS keys, facts FROM words;
-- rows
INSERT INTO words VALUES (1, 'x=>1'), (2, DEFAULT), (3, NULL);
-- after
CREATE SCHEMA extras;
CREATE EXTENSION hstore SCHEMA extras;
CREATE TABLE words (id integer PRIMARY KEY, facts extras.hstore DEFAULT extras.hstore('a', 'b'), more extras.hstore);
CREATE INDEX words_facts ON words USING gin (facts);
CREATE VIEW keys AS SELECT id, extras.akeys(facts) AS keys, facts FROM words;
