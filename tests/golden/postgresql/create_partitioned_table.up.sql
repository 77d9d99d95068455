-- Does:
--   - create table events
--   - create table events_2025
--   - create table events_2026
-- Proved: up, down and up again on a scratch copy of the schema.

CREATE TABLE events (
    id integer NOT NULL,
    day date NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (id, day)
) PARTITION BY RANGE (day);

CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
