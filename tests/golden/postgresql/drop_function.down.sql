-- Does:
--   - create function double(integer)
-- Proved: up, down and up again on a scratch copy of the schema.

CREATE FUNCTION double(n integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT n * 2 $function$;
