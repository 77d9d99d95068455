-- object: table
-- action: create
-- before
-- after
CREATE TABLE users (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(40),
    amount INT NOT NULL DEFAULT 0
);
