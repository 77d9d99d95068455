-- Does:
--   - change options of table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change options of table users
ALTER TABLE users ROW_FORMAT = DEFAULT, ALGORITHM=INPLACE, LOCK=NONE;
