-- Does:
--   - drop index places of table t
--   - drop column t.place (its values are lost)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop index places of table t
ALTER TABLE t DROP INDEX places, ALGORITHM=INPLACE, LOCK=NONE;

-- drop column t.place (its values are lost)
ALTER TABLE t DROP COLUMN place, ALGORITHM=INSTANT;
