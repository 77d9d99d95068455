-- object: unique constraint
-- action: create
-- note: rows in the way are deleted or corrected first, by a statement that is given (`--fix`)
-- fix: users.by_name = DELETE FROM users WHERE id > 1 AND name IN (SELECT name FROM (SELECT name FROM users WHERE id = 1) AS first)
-- before
CREATE TABLE users (id integer PRIMARY KEY, name TEXT);
-- rows
INSERT INTO users VALUES (1, 'ann'), (2, 'bob'), (3, 'ann');
-- after
CREATE TABLE users (id integer PRIMARY KEY, name TEXT, CONSTRAINT by_name UNIQUE (name));
