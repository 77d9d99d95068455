-- Does:
--   - drop column users.name (its values are lost)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- drop column users.name (its values are lost)
ALTER TABLE users DROP COLUMN name;
