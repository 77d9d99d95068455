-- Does:
--   - let table events_2026 be no partition of events
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of events.

-- let table events_2026 be no partition of events
DO $goofer$
DECLARE
    own record;
BEGIN
    SELECT c.oid::regclass AS called, c.relname INTO own FROM pg_index x
        JOIN pg_class c ON c.oid = x.indexrelid
        WHERE x.indrelid = 'events_2026'::regclass AND EXISTS (
            SELECT FROM pg_partition_ancestors(c.oid) a JOIN pg_class p ON p.oid = a.relid
            WHERE p.oid <> c.oid AND p.relname = 'events_pkey');
    IF own.relname <> 'events_2026_pkey' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', own.called, 'events_2026_pkey');
    END IF;
END $goofer$;
ALTER TABLE events DETACH PARTITION events_2026;
