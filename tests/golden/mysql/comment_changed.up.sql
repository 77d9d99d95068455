-- Does:
--   - change column users.name: comment
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change column users.name: comment
ALTER TABLE users MODIFY COLUMN name varchar(40) COMMENT 'called', ALGORITHM=INSTANT;
