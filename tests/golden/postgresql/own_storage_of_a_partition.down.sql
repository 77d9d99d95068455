-- Does:
--   - change what events_2026 says itself: comment of note as inherited, statistics of note 7
--   - change what events_2025 says itself: statistics of note as inherited
--   - change column events.note: options
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of events.

-- change what events_2026 says itself: comment of note as inherited, statistics of note 7
ALTER TABLE events_2026 ALTER COLUMN note SET STATISTICS 7;
COMMENT ON COLUMN events_2026.note IS NULL;

-- change what events_2025 says itself: statistics of note as inherited
ALTER TABLE events_2025 ALTER COLUMN note SET STATISTICS 50;

-- change column events.note: options
DO $goofer$ BEGIN
    EXECUTE 'ALTER TABLE events ALTER COLUMN note SET STORAGE ' || (
        SELECT CASE t.typstorage WHEN 'p' THEN 'PLAIN' WHEN 'm' THEN 'MAIN' WHEN 'e' THEN 'EXTERNAL' ELSE 'EXTENDED' END
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = 'events'::regclass AND a.attname = 'note');
END $goofer$;
ALTER TABLE events ALTER COLUMN note SET STATISTICS -1;

-- keep what events_2025 says itself of note
ALTER TABLE events_2025 ALTER COLUMN note SET STORAGE EXTERNAL;

-- keep what events_2026 says itself of note
ALTER TABLE events_2026 ALTER COLUMN note SET STATISTICS 7;
