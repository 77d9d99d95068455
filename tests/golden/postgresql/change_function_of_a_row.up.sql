-- Does:
--   - drop column users.nick (its values are lost)
--   - add column users.title
--   - replace function shown(users)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - users.nick comes back with NULL: its values are discarded
-- goofer: loses the values of users.nick

-- drop column users.nick (its values are lost)
ALTER TABLE users DROP COLUMN nick;

-- add column users.title
ALTER TABLE users ADD COLUMN title text;

CREATE OR REPLACE FUNCTION shown(users)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$ SELECT coalesce($1.title, $1.first_name) $function$;
