-- object: column
-- action: alter
-- note: what NOT NULL does on conflict
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
-- rows
INSERT INTO users VALUES (1, 'ann'), (2, 'bob');
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL ON CONFLICT REPLACE DEFAULT '');
