-- Does:
--   - change comment of table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change comment of table users
ALTER TABLE users COMMENT = 'who', ALGORITHM=INPLACE, LOCK=NONE;
