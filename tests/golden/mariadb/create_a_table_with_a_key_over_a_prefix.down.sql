-- Does:
--   - drop table t (its rows are lost)
-- Proved: up, down and up again on a scratch copy of the schema.
-- Not atomic: this server commits after each statement.

-- drop table t (its rows are lost)
DROP TABLE t;
