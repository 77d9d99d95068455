-- Does:
--   - rename column prices.amount to cents
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- rename column prices.amount to cents
ALTER TABLE prices RENAME COLUMN amount TO cents, ALGORITHM=INSTANT;
