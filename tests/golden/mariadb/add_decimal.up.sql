-- Does:
--   - add column users.price
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column users.price
ALTER TABLE users ADD COLUMN price decimal(10,2) NOT NULL DEFAULT 0.00, ALGORITHM=INSTANT;
