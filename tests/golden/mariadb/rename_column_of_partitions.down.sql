-- Does:
--   - rename column t.z to a
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- rename column t.z to a
ALTER TABLE t RENAME COLUMN z TO a, ALGORITHM=INSTANT;
