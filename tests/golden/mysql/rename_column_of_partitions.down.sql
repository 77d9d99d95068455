-- Does:
--   - rename column t.z to a
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- rename column t.z to a; change options of table t
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE t RENAME COLUMN z TO a
    PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE);
