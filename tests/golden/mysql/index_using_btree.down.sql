-- Does:
--   - drop index ka of table t
--   - drop unique constraint kb (b) from table t
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop index ka of table t; drop unique constraint kb (b) from table t
ALTER TABLE t
    DROP INDEX ka,
    DROP INDEX kb,
    ALGORITHM=INPLACE, LOCK=NONE;
