-- Does:
--   - change what events_2025 says itself: default of amount as inherited
--   - change column events.amount: type integer to bigint
--   - change what events_2025 says itself: default of amount 5
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of events.
--   But the way back of converted values is not compared: events.amount.
-- The way back:
--   - events.amount fails on, or changes, values that integer cannot hold

-- change what events_2025 says itself: default of amount as inherited
ALTER TABLE events_2025 ALTER COLUMN amount SET DEFAULT 1;

-- change column events.amount: type integer to bigint
ALTER TABLE events ALTER COLUMN amount DROP DEFAULT;
ALTER TABLE events ALTER COLUMN amount TYPE bigint;
ALTER TABLE events ALTER COLUMN amount SET DEFAULT 1;

-- change what events_2025 says itself: default of amount 5
ALTER TABLE events_2025 ALTER COLUMN amount SET DEFAULT 5;
