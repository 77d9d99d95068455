-- Does:
--   - drop table tags (its rows are lost)
--   - drop column words.tag (its values are lost)
--   - drop extension citext
--   - drop schema extras
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop table tags (its rows are lost)
DROP TABLE tags;

-- drop column words.tag (its values are lost)
ALTER TABLE words DROP COLUMN tag;

-- drop extension citext
DROP EXTENSION citext;

-- drop schema extras
DROP SCHEMA extras;
