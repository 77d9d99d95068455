-- Does:
--   - change what events_2026 says itself: default of place none, default of state as inherited
--   - change what events_2025 says itself: default of state 'closed'
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of events.

-- change what events_2026 says itself: default of place none, default of state as inherited
ALTER TABLE events_2026 ALTER COLUMN place DROP DEFAULT;
ALTER TABLE events_2026 ALTER COLUMN state SET DEFAULT 'new';

-- change what events_2025 says itself: default of state 'closed'
ALTER TABLE events_2025 ALTER COLUMN state SET DEFAULT 'closed';
