-- Does:
--   - replace function odd()
--   - replace function plain()
-- Proved: up, down and up again on a scratch copy of the schema.

CREATE OR REPLACE FUNCTION odd()
 RETURNS text
 LANGUAGE plpgsql
AS $function$ BEGIN -- it's; here
 RETURN $$a'b;$$ || E'\\ \' %s :x {{ y }}' || $q$ $$it's$$ $q$ || '{% z %}'; END $function$;

CREATE OR REPLACE FUNCTION plain()
 RETURNS text
 LANGUAGE sql
AS $function$SELECT 'it''s; fine'$function$;
