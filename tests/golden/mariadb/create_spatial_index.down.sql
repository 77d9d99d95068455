-- Does:
--   - drop index spots_at of table spots
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop index spots_at of table spots
ALTER TABLE spots DROP INDEX spots_at, ALGORITHM=INPLACE, LOCK=NONE;
