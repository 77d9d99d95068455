-- Does:
--   - change column t.id: identity
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change column t.id: identity
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE t MODIFY COLUMN id int(11) NOT NULL;
