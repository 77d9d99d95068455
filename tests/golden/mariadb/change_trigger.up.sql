-- Does:
--   - drop trigger users_stamp on users
--   - create trigger users_stamp on users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop trigger users_stamp on users
DROP TRIGGER users_stamp;

-- create trigger users_stamp on users
CREATE TRIGGER users_stamp BEFORE INSERT ON users FOR EACH ROW
BEGIN
    SET NEW.name = COALESCE(NEW.name, 'somebody');
END;
