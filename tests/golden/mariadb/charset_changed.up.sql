-- Does:
--   - change column users.name: collation
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change column users.name: collation
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE users MODIFY COLUMN name varchar(40) COLLATE latin1_swedish_ci;
