-- Does:
--   - drop index k of table t
--   - create unique index k on table t
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop index k of table t; create unique index k on table t
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE t
    DROP INDEX k,
    ADD UNIQUE INDEX k (a) USING HASH;
