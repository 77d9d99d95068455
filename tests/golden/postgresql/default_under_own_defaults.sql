-- object: column
-- action: alter
-- note: a partition keeps the default that it has itself
-- before
CREATE TABLE events (
    id integer NOT NULL,
    year integer NOT NULL,
    state text DEFAULT 'new'
) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES IN (2026);
ALTER TABLE events_2025 ALTER COLUMN state SET DEFAULT 'closed';
-- rows
INSERT INTO events (id, year) VALUES (1, 2025), (2, 2026);
-- after
CREATE TABLE events (
    id integer NOT NULL,
    year integer NOT NULL,
    state text DEFAULT 'open'
) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES IN (2026);
ALTER TABLE events_2025 ALTER COLUMN state SET DEFAULT 'closed';
