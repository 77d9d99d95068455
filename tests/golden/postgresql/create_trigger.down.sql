-- Does:
--   - drop trigger users_stamp on users
--   - drop function stamp()
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop trigger users_stamp on users
DROP TRIGGER users_stamp ON users;

-- drop function stamp()
DROP FUNCTION stamp();
