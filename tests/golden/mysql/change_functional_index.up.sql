-- Does:
--   - drop index low of table t
--   - create index low on table t
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop index low of table t
ALTER TABLE t DROP INDEX low, ALGORITHM=INPLACE, LOCK=NONE;

-- create index low on table t
ALTER TABLE t ADD INDEX low ((upper(b))), ALGORITHM=INPLACE, LOCK=SHARED;
