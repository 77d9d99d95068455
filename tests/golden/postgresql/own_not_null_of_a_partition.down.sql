-- Does:
--   - change what events_2026 says itself: not null of state as inherited
--   - change column events.place: default 'there' to 'here'
--   - change column events.state: NOT NULL
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of events.
-- The way back:
--   - it fails while rows of events have NULL in state

-- change what events_2026 says itself: not null of state as inherited
ALTER TABLE events_2026 ALTER COLUMN state DROP NOT NULL;

-- change column events.place: default 'there' to 'here'
ALTER TABLE events ALTER COLUMN place SET DEFAULT 'here';

-- change column events.state: NOT NULL
ALTER TABLE events ALTER COLUMN state SET NOT NULL;
