-- Does:
--   - drop table events_2026 (its rows are kept in goofer_kept_20300102030405.events_2026)
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of events.

-- let table events_2026 be no partition of events
ALTER TABLE events DETACH PARTITION events_2026;

-- drop table events_2026 (its rows are kept in goofer_kept_20300102030405.events_2026)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
ALTER TABLE events_2026 SET SCHEMA goofer_kept_20300102030405;
