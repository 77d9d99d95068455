-- Does:
--   - add unique constraint kb (b) to table t
--   - create index ka on table t
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add unique constraint kb (b) to table t; create index ka on table t
ALTER TABLE t
    ADD UNIQUE INDEX kb (b),
    ADD INDEX ka (a),
    ALGORITHM=INPLACE, LOCK=NONE;
