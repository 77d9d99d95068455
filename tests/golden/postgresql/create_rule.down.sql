-- Does:
--   - drop rule keep on users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop rule keep on users
DROP RULE keep ON users;
