-- Does:
--   - drop check small (`amount` < 50) from table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop check small (`amount` < 50) from table users
ALTER TABLE users DROP CONSTRAINT small, ALGORITHM=INSTANT;
