-- Does:
--   - drop table events_2026 (its rows are lost)
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of events.

-- drop table events_2026 (its rows are lost)
DROP TABLE events_2026;
