-- Does:
--   - drop table events_2026 (its rows are lost)
--   - drop table events_2025 (its rows are lost)
--   - drop table events (its rows are lost)
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop table events_2026 (its rows are lost)
DROP TABLE events_2026;

-- drop table events_2025 (its rows are lost)
DROP TABLE events_2025;

-- drop table events (its rows are lost)
DROP TABLE events;
