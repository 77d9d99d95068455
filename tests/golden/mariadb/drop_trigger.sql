-- object: trigger
-- action: drop
-- before
CREATE TABLE users (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(40),
    amount INT NOT NULL DEFAULT 0
);
CREATE TRIGGER users_stamp BEFORE INSERT ON users FOR EACH ROW
BEGIN
    SET NEW.name = COALESCE(NEW.name, 'nobody');
END;
-- rows
INSERT INTO users (id, name, amount) VALUES (1, 'ann', 7);
-- after
CREATE TABLE users (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(40),
    amount INT NOT NULL DEFAULT 0
);
