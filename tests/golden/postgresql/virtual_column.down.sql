-- Does:
--   - drop column users.twice (computed, nothing is lost)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop column users.twice (computed, nothing is lost)
ALTER TABLE users DROP COLUMN twice;
