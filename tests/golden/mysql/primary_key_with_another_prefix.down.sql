-- Does:
--   - drop primary key PRIMARY (a, b) from table t
--   - add primary key PRIMARY (a, b) to table t
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop primary key PRIMARY (a, b) from table t; add primary key PRIMARY (a, b) to table t
ALTER TABLE t
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (a(10), b),
    ALGORITHM=INPLACE, LOCK=NONE;
