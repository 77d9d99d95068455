-- Does:
--   - change column p.id: identity
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- Not atomic: this server commits after each statement.

-- change column p.id: identity
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE p MODIFY COLUMN id int(11) NOT NULL;
