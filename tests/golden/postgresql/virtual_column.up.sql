-- Does:
--   - add column users.twice
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- add column users.twice
ALTER TABLE users ADD COLUMN twice integer GENERATED ALWAYS AS (amount * 2) VIRTUAL;
