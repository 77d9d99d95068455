-- Does:
--   - add column t.place
--   - create index places on table t
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column t.place
ALTER TABLE t ADD COLUMN place point, ALGORITHM=INSTANT;

-- give rows of t their values in place
UPDATE t SET place = (point(0,0)) WHERE place IS NULL;

-- change column t.place: NOT NULL, default none to (point(0,0)); create index places on table t
ALTER TABLE t
    MODIFY COLUMN place point NOT NULL DEFAULT (point(0,0)),
    ADD SPATIAL INDEX places (place),
    ALGORITHM=INPLACE, LOCK=SHARED;
