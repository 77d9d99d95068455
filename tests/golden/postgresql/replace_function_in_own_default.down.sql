-- Does:
--   - create function first_state()
--   - drop function first_state(text)
-- Proved: up, down and up again on a scratch copy of the schema.

-- change what events_2025 says itself: default of state none
ALTER TABLE events_2025 ALTER COLUMN state DROP DEFAULT;

-- drop function first_state(text)
DROP FUNCTION first_state(text);

CREATE FUNCTION first_state()
 RETURNS text
 LANGUAGE sql
AS $function$ SELECT 'new' $function$;

-- change what events_2025 says itself: default of state first_state()
ALTER TABLE events_2025 ALTER COLUMN state SET DEFAULT first_state();
