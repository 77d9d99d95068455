-- Does:
--   - change column events.state: allow NULL
--   - change column events.place: default 'here' to 'there'
--   - change what events_2026 says itself: not null of state set
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of events.
-- The way back:
--   - it fails while rows of events have NULL in state

-- change column events.state: allow NULL
ALTER TABLE events ALTER COLUMN state DROP NOT NULL;

-- change column events.place: default 'here' to 'there'
ALTER TABLE events ALTER COLUMN place SET DEFAULT 'there';

-- change what events_2026 says itself: not null of state set
ALTER TABLE events_2026 ALTER COLUMN state SET NOT NULL;
