-- Does:
--   - add column t.place
--   - create index places on table t
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column t.place
ALTER TABLE t ADD COLUMN place point NOT NULL DEFAULT (point(0,0)), ALGORITHM=INSTANT;

-- create index places on table t
ALTER TABLE t ADD SPATIAL INDEX places (place), ALGORITHM=INPLACE, LOCK=SHARED;
