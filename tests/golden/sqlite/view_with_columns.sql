-- object: view
-- action: alter
-- before
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT,
    amount INTEGER NOT NULL DEFAULT 0
);
CREATE VIEW rich AS SELECT id, name FROM users WHERE amount > 5;
-- rows
INSERT INTO users (id, name, amount) VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT,
    amount INTEGER NOT NULL DEFAULT 0
);
CREATE VIEW rich (a, b) AS SELECT id, name FROM users WHERE amount > 5;
