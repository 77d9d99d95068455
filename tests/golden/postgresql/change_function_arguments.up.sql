-- Does:
--   - drop function double(integer)
--   - create function double(integer, integer)
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop function double(integer)
DROP FUNCTION double(integer);

CREATE FUNCTION double(n integer, m integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT n * 2 $function$;
