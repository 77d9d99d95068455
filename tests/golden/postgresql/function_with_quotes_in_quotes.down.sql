-- Does:
--   - replace function plain()
--   - replace function odd()
-- Proved: up, down and up again on a scratch copy of the schema.

CREATE OR REPLACE FUNCTION plain()
 RETURNS text
 LANGUAGE sql
AS $function$SELECT 'it''s'$function$;

CREATE OR REPLACE FUNCTION odd()
 RETURNS text
 LANGUAGE plpgsql
AS $function$ BEGIN RETURN $$a'b\n;$$ || '%'; END $function$;
