-- Does:
--   - add column t.twice
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column t.twice
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE t ADD COLUMN twice int(11) GENERATED ALWAYS AS (id * 2) VIRTUAL;
