-- Does:
--   - drop column users.feels (its values are lost)
--   - drop enum mood
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop column users.feels (its values are lost)
ALTER TABLE users DROP COLUMN feels;

-- drop enum mood
DROP TYPE mood;
