-- Does:
--   - drop column users.age (its values are lost)
--   - drop column users.name (its values are lost)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop column users.age (its values are lost)
ALTER TABLE users DROP COLUMN age;

-- drop column users.name (its values are lost)
ALTER TABLE users DROP COLUMN name;
