-- Does:
--   - replace extension pg_trgm
--   - drop schema extras
-- Proved: up, down and up again on a scratch copy of the schema.

-- replace extension pg_trgm
DO $$ BEGIN EXECUTE format('ALTER EXTENSION %I SET SCHEMA %I', 'pg_trgm', current_schema()); END $$;

-- drop schema extras
DROP SCHEMA extras;
