-- Does:
--   - change column users.id: identity
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change column users.id: identity
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE users MODIFY COLUMN id int NOT NULL AUTO_INCREMENT, AUTO_INCREMENT = 3;
