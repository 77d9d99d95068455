-- Does:
--   - create schema extras
--   - replace extension hstore
--   - add column words.more
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE SCHEMA extras;

-- replace extension hstore
ALTER EXTENSION hstore SET SCHEMA extras;

-- add column words.more
ALTER TABLE words ADD COLUMN more extras.hstore;
