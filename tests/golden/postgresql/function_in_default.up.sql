-- Does:
--   - create function double(integer)
--   - change column users.amount: default 0 to double(3)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE FUNCTION double(n integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT n * 2 $function$;

-- change column users.amount: default 0 to double(3)
ALTER TABLE users ALTER COLUMN amount SET DEFAULT double(3);
