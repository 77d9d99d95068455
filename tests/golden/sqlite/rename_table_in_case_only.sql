-- object: table
-- action: rename
-- note: names that differ in letter case alone are one name to SQLite, but it keeps the spelling
-- before
CREATE TABLE Users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER REFERENCES Users (id));
CREATE INDEX ix_name ON Users (name);
CREATE VIEW names AS SELECT name FROM Users;
-- rows
INSERT INTO Users VALUES (1, 'ann'), (2, NULL);
INSERT INTO posts VALUES (1, 2);
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER REFERENCES users (id));
CREATE INDEX ix_name ON users (name);
CREATE VIEW names AS SELECT name FROM users;
