-- Does:
--   - rename column prices.cents to amount
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- rename column prices.cents to amount
ALTER TABLE prices RENAME COLUMN cents TO amount, ALGORITHM=INSTANT;
