-- Does:
--   - drop trigger stamped on users
--   - create trigger stamped on users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop trigger stamped on users
DROP TRIGGER stamped;

-- create trigger stamped on users
CREATE TRIGGER stamped AFTER INSERT ON users WHEN NEW.name IS NULL BEGIN
    UPDATE users SET name = 'somebody' WHERE id = NEW.id;
END;
