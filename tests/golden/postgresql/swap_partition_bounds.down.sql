-- Does:
--   - let table p1 be no partition of archive
--   - create table p3, with the rows kept in goofer_kept_20300102030405.p3
--   - let table p4 be no partition of events
--   - let table p2 be no partition of events
--   - let table p4 be a partition of events
--   - let table p2 be a partition of events
--   - let table p3 be a partition of events
--   - let table p1 be a partition of events
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But no sample row met the constraints of archive.

-- let table p1 be no partition of archive
ALTER TABLE archive DETACH PARTITION p1;

-- create table p3, with the rows kept in goofer_kept_20300102030405.p3
DO $goofer$ BEGIN
    EXECUTE 'ALTER TABLE goofer_kept_20300102030405.p3 SET SCHEMA ' || quote_ident(current_schema());
END $goofer$;
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20300102030405;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;

-- let table p4 be no partition of events
ALTER TABLE events DETACH PARTITION p4;

-- let table p2 be no partition of events
ALTER TABLE events DETACH PARTITION p2;

-- let table p4 be a partition of events
ALTER TABLE events ATTACH PARTITION p4 FOR VALUES FROM (30) TO (40);

-- let table p2 be a partition of events
ALTER TABLE events ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20);

-- let table p3 be a partition of events
ALTER TABLE events ATTACH PARTITION p3 FOR VALUES FROM (20) TO (30);

-- let table p1 be a partition of events
ALTER TABLE events ATTACH PARTITION p1 FOR VALUES FROM (1) TO (10);
