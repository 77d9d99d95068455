-- object: view
-- action: depend
-- before
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT,
    amount INTEGER NOT NULL DEFAULT 0
);
CREATE VIEW rich AS SELECT id, name FROM users WHERE amount > 5;
CREATE TRIGGER poor INSTEAD OF DELETE ON rich BEGIN UPDATE users SET amount = 0 WHERE id = OLD.id; END;
-- rows
INSERT INTO users (id, name, amount) VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT,
    amount INTEGER NOT NULL DEFAULT 0
);
CREATE VIEW rich AS SELECT id, name FROM users WHERE amount > 6;
CREATE TRIGGER poor INSTEAD OF DELETE ON rich BEGIN UPDATE users SET amount = 0 WHERE id = OLD.id; END;
