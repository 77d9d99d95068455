-- Does:
--   - change column events.state: default 'open' to 'new'
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of events.

-- change column events.state: default 'open' to 'new'
ALTER TABLE events ALTER COLUMN state SET DEFAULT 'new';

-- keep what events_2025 says itself of state
ALTER TABLE events_2025 ALTER COLUMN state SET DEFAULT 'closed';
