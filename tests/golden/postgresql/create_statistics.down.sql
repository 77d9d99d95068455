-- Does:
--   - drop statistics users_both on users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop statistics users_both on users
DROP STATISTICS users_both;
