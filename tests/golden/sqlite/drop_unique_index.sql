-- object: index
-- action: drop
-- before
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT,
    amount INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX users_name ON users (name);
-- rows
INSERT INTO users (id, name, amount) VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT,
    amount INTEGER NOT NULL DEFAULT 0
);
