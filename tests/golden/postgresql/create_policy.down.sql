-- Does:
--   - drop policy own on users
--   - change options of table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop policy own on users
DROP POLICY own ON users;

-- change options of table users
ALTER TABLE users DISABLE ROW LEVEL SECURITY;
