-- object: column
-- action: rename
-- rename: users.name = title
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL ON CONFLICT IGNORE);
-- rows
INSERT INTO users VALUES (1, 'ann'), (2, 'bob');
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, title TEXT NOT NULL ON CONFLICT IGNORE);
