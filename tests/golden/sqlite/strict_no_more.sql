-- object: table
-- action: alter
-- drop: keep
-- note: ANY keeps texts apart from numbers in a STRICT table alone
-- before
CREATE TABLE facts (id INTEGER PRIMARY KEY, value ANY) STRICT;
-- rows
INSERT INTO facts VALUES (1, 'x'), (2, 7), (3, NULL);
-- after
CREATE TABLE facts (id INTEGER PRIMARY KEY, value ANY);
