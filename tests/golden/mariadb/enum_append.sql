-- object: enum
-- action: alter
-- before
CREATE TABLE users (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(40),
    amount INT NOT NULL DEFAULT 0,
    state ENUM('new','done') NOT NULL DEFAULT 'new'
);
-- rows
INSERT INTO users VALUES (1, 'ann', 7, 'done'), (2, NULL, 0, 'new');
-- after
CREATE TABLE users (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(40),
    amount INT NOT NULL DEFAULT 0,
    state ENUM('new','done','late') NOT NULL DEFAULT 'new'
);
