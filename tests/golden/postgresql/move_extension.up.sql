-- Does:
--   - create schema extras
--   - replace extension pg_trgm
-- Proved: up, down and up again on a scratch copy of the schema.

CREATE SCHEMA extras;

-- replace extension pg_trgm
ALTER EXTENSION pg_trgm SET SCHEMA extras;
