-- Does:
--   - drop table events_2026 (its rows are kept in goofer_kept_20300102030405.events_2026)
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of events.

-- let table events_2026 be no partition of events
DO $goofer$
DECLARE
    own record;
BEGIN
    SELECT c.oid::regclass AS called, c.relname INTO own FROM pg_inherits i
        JOIN pg_index x ON x.indexrelid = i.inhrelid JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'events_pkey'::regclass AND x.indrelid = 'events_2026'::regclass;
    IF own.relname <> 'events_2026_events_pkey' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', own.called, 'events_2026_events_pkey');
    END IF;
END $goofer$;
ALTER TABLE events DETACH PARTITION events_2026;

-- drop table events_2026 (its rows are kept in goofer_kept_20300102030405.events_2026)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
ALTER TABLE events_2026 SET SCHEMA goofer_kept_20300102030405;
