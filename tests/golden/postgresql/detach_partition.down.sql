-- Does:
--   - let table events_2026 be a partition of events
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of events.

-- let table events_2026 be a partition of events
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
