-- Does:
--   - drop event trigger watching
--   - create event trigger watching
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop event trigger watching
DROP EVENT TRIGGER watching;

CREATE EVENT TRIGGER watching ON sql_drop EXECUTE FUNCTION watch();
