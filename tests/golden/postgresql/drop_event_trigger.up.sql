-- Does:
--   - drop event trigger watching
--   - drop function watch()
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop event trigger watching
DROP EVENT TRIGGER watching;

-- drop function watch()
DROP FUNCTION watch();
