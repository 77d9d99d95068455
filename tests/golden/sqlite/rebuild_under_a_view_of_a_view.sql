-- object: view
-- action: depend
-- before
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT,
    amount INTEGER
);
CREATE VIEW rich AS SELECT id, name FROM users WHERE amount > 5;
CREATE VIEW richest AS SELECT name FROM rich;
CREATE TRIGGER renamed INSTEAD OF UPDATE ON richest BEGIN
    UPDATE users SET name = new.name WHERE name = old.name;
END;
-- rows
INSERT INTO users (id, name, amount) VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT,
    amount TEXT
);
CREATE VIEW rich AS SELECT id, name, amount FROM users WHERE amount > 5;
CREATE VIEW richest AS SELECT name FROM rich;
CREATE TRIGGER renamed INSTEAD OF UPDATE ON richest BEGIN
    UPDATE users SET name = new.name WHERE name = old.name;
END;
