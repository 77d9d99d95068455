-- object: trigger
-- action: alter
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
-- after
CREATE TABLE users (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(40),
    amount INT NOT NULL DEFAULT 0
);
CREATE TRIGGER users_stamp BEFORE INSERT ON users FOR EACH ROW
BEGIN
    SET NEW.name = COALESCE(NEW.name, 'somebody');
END;
