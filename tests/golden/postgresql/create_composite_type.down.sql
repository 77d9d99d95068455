-- Does:
--   - drop column users.home (its values are lost)
--   - drop composite type place
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop column users.home (its values are lost)
ALTER TABLE users DROP COLUMN home;

-- drop composite type place
DROP TYPE place;
