-- object: procedure
-- action: alter
-- before
CREATE TABLE t (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    a INT,
    b VARCHAR(50)
);
DELIMITER $$
CREATE PROCEDURE note(IN x INT)
BEGIN
    -- what's here; stays
    INSERT INTO t (a, b) VALUES (x, 'it''s \\ %s; \'q\'');
    SET @a = "d""q", @b = 'a\nb';
END$$
DELIMITER ;
-- rows
INSERT INTO t (id, a, b) VALUES (1, 1, 'x'), (2, 2, NULL);
-- after
CREATE TABLE t (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    a INT,
    b VARCHAR(50)
);
DELIMITER $$
CREATE PROCEDURE note(IN x INT)
BEGIN
    -- what's here; stays
    INSERT INTO t (a, b) VALUES (x, 'it''s \\ %d; \'q\'');
    SET @a = "d""q", @b = 'a\nb';
END$$
DELIMITER ;
