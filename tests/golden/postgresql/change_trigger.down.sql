-- Does:
--   - drop trigger users_stamp on users
--   - create trigger users_stamp on users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop trigger users_stamp on users
DROP TRIGGER users_stamp ON users;

CREATE TRIGGER users_stamp
    BEFORE INSERT OR UPDATE OF amount ON users
    FOR EACH ROW WHEN ((new.amount > 1)) EXECUTE FUNCTION stamp();
