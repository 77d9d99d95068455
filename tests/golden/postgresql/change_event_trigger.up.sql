-- Does:
--   - drop event trigger watching
--   - create event trigger watching
-- Proved: up, down and up again on a scratch copy of the schema.
--   But the event trigger watching is left out of the trial, for it heeds every other statement.

-- drop event trigger watching
DROP EVENT TRIGGER watching;

CREATE EVENT TRIGGER watching ON sql_drop EXECUTE FUNCTION watch();
