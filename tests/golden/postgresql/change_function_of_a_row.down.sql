-- Does:
--   - replace function shown(users)
--   - drop column users.title (its values are lost)
--   - add column users.nick
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - users.nick comes back with NULL: its values are discarded

-- replace function shown(users)
SET LOCAL check_function_bodies = off;
CREATE OR REPLACE FUNCTION shown(users)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$ SELECT coalesce($1.nick, $1.first_name) $function$;
SET LOCAL check_function_bodies = on;

-- drop column users.title (its values are lost)
ALTER TABLE users DROP COLUMN title;

-- add column users.nick
ALTER TABLE users ADD COLUMN nick character varying(20);
