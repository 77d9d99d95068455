-- Does:
--   - drop index ka of table t
--   - drop index kb of table t
--   - drop primary key PRIMARY (id) from table t
--   - add primary key PRIMARY (id) to table t
--   - create index ka on table t
--   - create index kb on table t
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop index ka of table t; drop index kb of table t
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE t
    DROP INDEX ka,
    DROP INDEX kb;

-- drop primary key PRIMARY (id) from table t; add primary key PRIMARY (id) to table t; create index ka on table t; create index kb on table t
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE t
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (id) USING BTREE,
    ADD INDEX ka (a) USING BTREE,
    ADD INDEX kb (b);
