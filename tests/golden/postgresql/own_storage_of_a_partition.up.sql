-- Does:
--   - change column events.note: options
--   - change what events_2025 says itself: statistics of note none
--   - change what events_2026 says itself: comment of note by hand, statistics of note as inherited
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of events.

-- change column events.note: options
ALTER TABLE events ALTER COLUMN note SET STORAGE MAIN;
ALTER TABLE events ALTER COLUMN note SET STATISTICS 50;

-- keep what events_2025 says itself of note
ALTER TABLE events_2025 ALTER COLUMN note SET STORAGE EXTERNAL;

-- keep what events_2026 says itself of note
ALTER TABLE events_2026 ALTER COLUMN note SET STATISTICS 7;

-- change what events_2025 says itself: statistics of note none
ALTER TABLE events_2025 ALTER COLUMN note SET STATISTICS -1;

-- change what events_2026 says itself: comment of note by hand, statistics of note as inherited
ALTER TABLE events_2026 ALTER COLUMN note SET STATISTICS 50;
COMMENT ON COLUMN events_2026.note IS 'by hand';
