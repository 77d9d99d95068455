-- Does:
--   - drop column t.twice (computed, nothing is lost)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop column t.twice (computed, nothing is lost)
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE t DROP COLUMN twice;
