-- Does:
--   - create statistics users_both on users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE STATISTICS users_both (dependencies) ON amount, name FROM users;
