-- Does:
--   - validate constraint small of table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- validate constraint small of table users
ALTER TABLE users VALIDATE CONSTRAINT small;
