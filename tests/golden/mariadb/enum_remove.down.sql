-- Does:
--   - change column users.state: type enum('new','done') to enum('new','late','done')
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.state.
-- Not atomic: this server commits after each statement.

-- change column users.state: type enum('new','done') to enum('new','late','done')
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE users MODIFY COLUMN state enum('new','late','done') NOT NULL DEFAULT 'new';
