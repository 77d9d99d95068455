-- Does:
--   - drop column words.more (its values are lost)
--   - replace extension hstore
--   - drop schema extras
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop column words.more (its values are lost)
ALTER TABLE words DROP COLUMN more;

-- replace extension hstore
DO $$ BEGIN EXECUTE format('ALTER EXTENSION %I SET SCHEMA %I', 'hstore', current_schema()); END $$;

-- drop schema extras
DROP SCHEMA extras;
