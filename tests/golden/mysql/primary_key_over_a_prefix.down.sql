-- Does:
--   - drop primary key PRIMARY (a) from table t
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop primary key PRIMARY (a) from table t
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE t DROP PRIMARY KEY;
