-- Does:
--   - drop index events_state of table events
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of events.

-- drop index events_state of table events
DROP INDEX events_state;
