-- object: trigger
-- action: alter
-- before
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT,
    amount INTEGER NOT NULL DEFAULT 0
);
CREATE TRIGGER stamped AFTER INSERT ON users WHEN NEW.name IS NULL BEGIN
    UPDATE users SET name = 'nobody' WHERE id = NEW.id;
END;
-- after
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT,
    amount INTEGER NOT NULL DEFAULT 0
);
CREATE TRIGGER stamped AFTER INSERT ON users WHEN NEW.name IS NULL BEGIN
    UPDATE users SET name = 'somebody' WHERE id = NEW.id;
END;
