-- object: trigger
-- action: depend
-- rename: users = people
-- rename: users.name = title
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE VIEW names AS SELECT name FROM users;
CREATE VIEW shouted AS SELECT upper(name) AS name FROM names;
CREATE TRIGGER named AFTER UPDATE OF name ON users BEGIN
    UPDATE users SET name = 'nobody' WHERE id = new.id AND new.name IS NULL;
END;
-- rows
INSERT INTO users VALUES (1, 'ann'), (2, NULL);
-- after
CREATE TABLE people (id INTEGER PRIMARY KEY, title VARCHAR(20));
CREATE VIEW names AS SELECT title FROM people;
CREATE VIEW shouted AS SELECT upper(title) AS name FROM names;
CREATE TRIGGER named AFTER UPDATE OF title ON people BEGIN
    UPDATE people SET title = 'nobody' WHERE id = new.id AND new.title IS NULL;
END;
