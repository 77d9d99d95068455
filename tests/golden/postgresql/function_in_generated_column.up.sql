-- Does:
--   - create function double(integer)
--   - add column users.twice
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE FUNCTION double(n integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT n * 2 $function$;

-- add column users.twice
ALTER TABLE users ADD COLUMN twice integer GENERATED ALWAYS AS (double(amount)) STORED;
