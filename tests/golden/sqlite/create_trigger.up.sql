-- Does:
--   - create trigger stamped on users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- create trigger stamped on users
CREATE TRIGGER stamped AFTER INSERT ON users WHEN NEW.name IS NULL BEGIN
    UPDATE users SET name = 'nobody' WHERE id = NEW.id;
END;
