-- object: column
-- action: rename
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, Name TEXT CHECK (Name != ''));
CREATE INDEX ix_name ON users (Name);
CREATE VIEW names AS SELECT Name FROM users;
-- rows
INSERT INTO users VALUES (1, 'ann'), (2, NULL);
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(20) CHECK (name != ''), UNIQUE (name));
CREATE INDEX ix_name ON users (name);
CREATE VIEW names AS SELECT name FROM users;
