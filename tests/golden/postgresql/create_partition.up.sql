-- Does:
--   - create table events_2026
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of events.

CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
