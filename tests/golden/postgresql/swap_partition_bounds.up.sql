-- Does:
--   - let table p1 be no partition of events
--   - let table p3 be no partition of events
--   - let table p2 be no partition of events
--   - let table p4 be no partition of events
--   - let table p2 be a partition of events
--   - let table p4 be a partition of events
--   - drop table p3 (its rows are kept in goofer_kept_20300102030405.p3)
--   - let table p1 be a partition of archive
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But no sample row met the constraints of archive.

-- let table p1 be no partition of events
ALTER TABLE events DETACH PARTITION p1;

-- let table p3 be no partition of events
ALTER TABLE events DETACH PARTITION p3;

-- let table p2 be no partition of events
ALTER TABLE events DETACH PARTITION p2;

-- let table p4 be no partition of events
ALTER TABLE events DETACH PARTITION p4;

-- let table p2 be a partition of events
ALTER TABLE events ATTACH PARTITION p2 FOR VALUES FROM (1) TO (10);

-- let table p4 be a partition of events
ALTER TABLE events ATTACH PARTITION p4 FOR VALUES FROM (20) TO (30);

-- drop table p3 (its rows are kept in goofer_kept_20300102030405.p3)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
ALTER TABLE p3 SET SCHEMA goofer_kept_20300102030405;

-- let table p1 be a partition of archive
ALTER TABLE archive ATTACH PARTITION p1 FOR VALUES FROM (1) TO (10);
