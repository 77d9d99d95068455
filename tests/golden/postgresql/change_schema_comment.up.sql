-- Does:
--   - replace comment on the default schema
-- Proved: up, down and up again on a scratch copy of the schema.

-- replace comment on the default schema
DO $goofer$ BEGIN
    EXECUTE format('COMMENT ON SCHEMA %I IS %L', current_schema(), 'all of it');
END $goofer$;
