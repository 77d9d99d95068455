-- object: foreign key
-- action: drop
-- before
CREATE TABLE users (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(40),
    amount INT NOT NULL DEFAULT 0
);CREATE TABLE posts (id INT PRIMARY KEY, author INT, CONSTRAINT posts_author FOREIGN KEY (author) REFERENCES users (id) ON DELETE CASCADE);
-- rows
INSERT INTO users (id, name, amount) VALUES (1, 'ann', 7), (2, NULL, 0);INSERT INTO posts VALUES (1, 2);
-- after
CREATE TABLE users (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(40),
    amount INT NOT NULL DEFAULT 0
);CREATE TABLE posts (id INT PRIMARY KEY, author INT);
