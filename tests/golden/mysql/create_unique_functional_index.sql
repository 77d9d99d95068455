-- object: index
-- action: create
-- before
CREATE TABLE users (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(40),
    amount INT NOT NULL DEFAULT 0
);
-- rows
INSERT INTO users (id, name, amount) VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(40),
    amount INT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX users_lower ON users ((lower(name)));
