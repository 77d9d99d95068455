-- Does:
--   - add primary key PRIMARY (a) to table t
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add primary key PRIMARY (a) to table t
ALTER TABLE t ADD PRIMARY KEY (a(10)), ALGORITHM=INPLACE, LOCK=NONE;
