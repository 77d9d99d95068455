-- Does:
--   - create index events_state on table events
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of events.

CREATE INDEX events_state ON ONLY events (state);
