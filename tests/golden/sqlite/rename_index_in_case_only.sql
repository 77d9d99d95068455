-- object: index
-- action: rename
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE INDEX IX_name ON users (name);
-- rows
INSERT INTO users VALUES (1, 'ann'), (2, NULL);
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE INDEX ix_name ON users (name);
