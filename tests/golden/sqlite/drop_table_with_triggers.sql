-- object: table
-- action: drop
-- drop: keep
-- before
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT,
    amount INTEGER NOT NULL DEFAULT 0
);CREATE TABLE other (id INTEGER PRIMARY KEY);
CREATE TRIGGER gone AFTER DELETE ON users BEGIN INSERT INTO other VALUES (OLD.id); END;
-- rows
INSERT INTO users (id, name, amount) VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE other (id INTEGER PRIMARY KEY);
