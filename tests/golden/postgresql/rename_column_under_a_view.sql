-- object: column
-- action: rename
-- rename: users.name = title
-- note: the view goes on to name the column as it is called
-- before
CREATE TABLE users (id integer PRIMARY KEY, name VARCHAR(20));
CREATE VIEW names AS SELECT id, name FROM users;
-- rows
INSERT INTO users VALUES (1, 'ann'), (2, NULL);
-- after
CREATE TABLE users (id integer PRIMARY KEY, title VARCHAR(20));
CREATE VIEW names AS SELECT id, title AS name FROM users;
