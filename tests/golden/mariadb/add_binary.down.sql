-- Does:
--   - drop column users.b (its values are lost)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop column users.b (its values are lost)
ALTER TABLE users DROP COLUMN b, ALGORITHM=INSTANT;
