-- Does:
--   - create function double(text)
-- Proved: up, down and up again on a scratch copy of the schema.

CREATE FUNCTION double(n text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT length(n) $function$;
