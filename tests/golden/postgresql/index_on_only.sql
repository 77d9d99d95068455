-- object: index
-- action: create
-- note: the index of the whole alone, to which those of the partitions are attached later
-- before
CREATE TABLE events (
    id integer NOT NULL,
    year integer NOT NULL,
    state text
) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES IN (2026);
CREATE INDEX events_2025_state ON events_2025 (state);
-- rows
INSERT INTO events (id, year) VALUES (1, 2025), (2, 2026);
-- after
CREATE TABLE events (
    id integer NOT NULL,
    year integer NOT NULL,
    state text
) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES IN (2026);
CREATE INDEX events_2025_state ON events_2025 (state);
CREATE INDEX events_state ON ONLY events (state);
