-- object: column
-- action: rename
-- rename: users.name = title
-- before
CREATE TABLE users (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(40),
    amount INT NOT NULL DEFAULT 0
);CREATE VIEW rich AS SELECT id, name FROM users WHERE amount > 5;
-- rows
INSERT INTO users (id, name, amount) VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    title VARCHAR(40),
    amount INT NOT NULL DEFAULT 0
);CREATE VIEW rich AS SELECT id, title AS name FROM users WHERE amount > 5;
