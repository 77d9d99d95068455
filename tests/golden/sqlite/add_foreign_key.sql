-- object: foreign key
-- action: create
-- before
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT,
    amount INTEGER NOT NULL DEFAULT 0
);CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER);
-- rows
INSERT INTO users (id, name, amount) VALUES (1, 'ann', 7), (2, NULL, 0);
INSERT INTO posts VALUES (1, 2);
-- after
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT,
    amount INTEGER NOT NULL DEFAULT 0
);CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER, CONSTRAINT fk FOREIGN KEY (author) REFERENCES users (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED);
