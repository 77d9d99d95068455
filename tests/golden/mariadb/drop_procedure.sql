-- object: procedure
-- action: drop
-- before
CREATE TABLE users (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(40),
    amount INT NOT NULL DEFAULT 0
);
CREATE PROCEDURE reset_all(IN who INT)
BEGIN
    UPDATE users SET amount = 0 WHERE id = who;
    IF who > 5 THEN SELECT 1; END IF;
END;
-- rows
INSERT INTO users (id, name, amount) VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(40),
    amount INT NOT NULL DEFAULT 0
);
