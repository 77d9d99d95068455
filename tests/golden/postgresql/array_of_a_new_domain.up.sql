-- Does:
--   - create domain tag
--   - change column t.tags: type text[] to tag[]
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: t.tags.
-- The way back:
--   - t.tags fails on, or changes, values that text[] cannot hold

CREATE DOMAIN tag AS text
    CONSTRAINT tag_check CHECK ((length(VALUE) < 10));

-- change column t.tags: type text[] to tag[]
ALTER TABLE t ALTER COLUMN tags TYPE tag[] USING tags::text[]::tag[];
