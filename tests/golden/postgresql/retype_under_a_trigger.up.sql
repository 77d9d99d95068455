-- Does:
--   - drop trigger users_stamp on users
--   - change column users.amount: type integer to bigint
--   - create trigger users_stamp on users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.amount.
-- The way back:
--   - users.amount fails on, or changes, values that integer cannot hold

-- drop trigger users_stamp on users
DROP TRIGGER users_stamp ON users;

-- change column users.amount: type integer to bigint
ALTER TABLE users ALTER COLUMN amount DROP DEFAULT;
ALTER TABLE users ALTER COLUMN amount TYPE bigint;
ALTER TABLE users ALTER COLUMN amount SET DEFAULT 0;

CREATE TRIGGER users_stamp
    BEFORE INSERT OR UPDATE OF amount ON users
    FOR EACH ROW WHEN ((new.amount > 1)) EXECUTE FUNCTION stamp();
