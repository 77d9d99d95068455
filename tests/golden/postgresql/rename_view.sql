-- object: view
-- action: rename
-- rename: view rich = wealthy
-- note: one that says the same under another name is a question
-- before
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
CREATE VIEW rich AS
SELECT id, name FROM users WHERE amount > 5;
-- rows
INSERT INTO users VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
CREATE VIEW wealthy AS
SELECT id, name FROM users WHERE amount > 5;
