-- object: column
-- action: rename
-- rename: users.name = title
-- rename: users.title = name
-- before
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT,
    title TEXT
);
-- rows
INSERT INTO users VALUES (1, 'a', 'b');
-- after
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    title TEXT,
    name TEXT
);
CREATE INDEX i ON users (name);
