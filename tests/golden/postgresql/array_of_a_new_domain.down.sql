-- Does:
--   - change column t.tags: type tag[] to text[]
--   - drop domain tag
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: t.tags.
-- The way back:
--   - t.tags fails on, or changes, values that text[] cannot hold

-- change column t.tags: type tag[] to text[]
ALTER TABLE t ALTER COLUMN tags TYPE text[] USING tags::text[]::text[];

-- drop domain tag
DROP DOMAIN tag;
