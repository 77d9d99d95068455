-- object: view
-- action: depend
-- rename: users = people
-- note: SQLite follows with the new name in quotes, which is no change of the view
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE VIEW names AS SELECT users.name FROM users;
CREATE TRIGGER named AFTER UPDATE OF name ON users BEGIN
    UPDATE users SET name = 'nobody' WHERE id = new.id AND new.name IS NULL;
END;
-- rows
INSERT INTO users VALUES (1, 'ann'), (2, NULL);
-- after
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);
CREATE VIEW names AS SELECT people.name FROM people;
CREATE TRIGGER named AFTER UPDATE OF name ON people BEGIN
    UPDATE people SET name = 'nobody' WHERE id = new.id AND new.name IS NULL;
END;
