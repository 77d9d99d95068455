-- Does:
--   - replace event trigger watching
-- Proved: up, down and up again on a scratch copy of the schema.
--   But the event trigger watching is left out of the trial, for it heeds every other statement.

-- replace event trigger watching
ALTER EVENT TRIGGER watching ENABLE;
