-- Does:
--   - drop unique constraint by_name (name) from table users
--   - leave the rows as they were corrected for users.by_name
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - rows that were deleted or changed for users.by_name stay so

-- drop unique constraint by_name (name) from table users
ALTER TABLE users DROP CONSTRAINT by_name;
