-- Does:
--   - drop column users.made (its values are lost)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop column users.made (its values are lost)
ALTER TABLE users DROP COLUMN made;
