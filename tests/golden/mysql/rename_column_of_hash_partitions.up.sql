-- Does:
--   - rename column t.a to z
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- rename column t.a to z; change options of table t
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE t RENAME COLUMN a TO z
    PARTITION BY HASH (year(z)) PARTITIONS 4;
