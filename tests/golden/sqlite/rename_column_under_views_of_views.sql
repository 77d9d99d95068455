-- object: view
-- action: depend
-- rename: users.name = title
-- note: SQLite refuses to rename what a view has from another view, so those step aside
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE VIEW named AS SELECT id, name FROM users WHERE name IS NOT NULL;
CREATE VIEW names AS SELECT name FROM named;
CREATE TRIGGER renaming INSTEAD OF UPDATE OF name ON named BEGIN
    UPDATE users SET name = new.name WHERE id = new.id;
END;
-- rows
INSERT INTO users VALUES (1, 'ann'), (2, NULL);
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, title TEXT);
CREATE VIEW named AS SELECT id, title FROM users WHERE title IS NOT NULL;
CREATE VIEW names AS SELECT title FROM named;
CREATE TRIGGER renaming INSTEAD OF UPDATE OF title ON named BEGIN
    UPDATE users SET title = new.title WHERE id = new.id;
END;
