-- Does:
--   - drop function double(integer)
--   - create function double(integer)
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop function double(integer)
DROP FUNCTION double(integer);

CREATE FUNCTION double(n integer)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT n::bigint * 2 $function$;
