-- object: function
-- action: depend
-- note: the view steps aside: it has to call the function as it is
-- before
CREATE TABLE users (id INT PRIMARY KEY, amount INT);
CREATE FUNCTION half(a INT) RETURNS INT DETERMINISTIC RETURN a / 2;
CREATE VIEW halves AS SELECT id, half(amount) AS h FROM users;
-- rows
INSERT INTO users VALUES (1, 4);
-- after
CREATE TABLE users (id INT PRIMARY KEY, amount INT);
CREATE FUNCTION half(a INT, b INT) RETURNS INT DETERMINISTIC RETURN a / 2 + b;
CREATE VIEW halves AS SELECT id, half(amount, 1) AS h FROM users;
