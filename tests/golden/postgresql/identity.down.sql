-- Does:
--   - change column users.id: identity
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change column users.id: identity
ALTER TABLE users ALTER COLUMN id DROP IDENTITY;
