-- Does:
--   - rename column t.a to z
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop index k of table t; create index k on table t; rename column t.a to z
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE t
    DROP INDEX k,
    ADD INDEX k ((z + 1)),
    RENAME COLUMN a TO z;
