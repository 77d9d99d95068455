-- Does:
--   - create function alive(text, text)
--   - drop function alive(text)
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop exclusion constraint apart (span WITH &&) from table users
ALTER TABLE users DROP CONSTRAINT apart;

-- drop function alive(text)
DROP FUNCTION alive(text);

CREATE FUNCTION alive(s text, other text DEFAULT 'gone'::text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT s <> 'dead' AND s <> other $function$;

-- add exclusion constraint apart (span WITH &&) to table users
ALTER TABLE users ADD CONSTRAINT apart EXCLUDE USING gist (span WITH &&) WHERE (alive(state));
