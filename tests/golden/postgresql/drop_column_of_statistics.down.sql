-- Does:
--   - drop policy p on t
--   - drop index i of table t
--   - add column t.o, with the values kept in goofer_kept_20300102030405.t.o
--   - create index i on table t
--   - create policy p on t
--   - create statistics s on t
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - rows of t that came later get NULL in o

-- drop policy p on t
DROP POLICY p ON t;

-- drop index i of table t
DROP INDEX i;

-- add column t.o, with the values kept in goofer_kept_20300102030405.t.o
ALTER TABLE t ADD COLUMN o integer;
UPDATE t AS t SET o = kept.o
    FROM goofer_kept_20300102030405."t.o" AS kept
    WHERE t.id = kept.id;
DROP TABLE goofer_kept_20300102030405."t.o";
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20300102030405;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;

CREATE INDEX i ON t (o, x);

CREATE POLICY p ON t
    USING ((o = 1));

CREATE STATISTICS s ON o, x FROM t;
