-- object: table
-- action: alter
-- note: NULL is allowed again, but for the partition that says otherwise
-- before
CREATE TABLE events (
    id integer NOT NULL,
    year integer NOT NULL,
    state text NOT NULL DEFAULT 'new',
    place text DEFAULT 'here'
) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES IN (2026);
ALTER TABLE events_2025 ALTER COLUMN place SET NOT NULL;
-- rows
INSERT INTO events (id, year) VALUES (1, 2025), (2, 2026);
-- after
CREATE TABLE events (
    id integer NOT NULL,
    year integer NOT NULL,
    state text DEFAULT 'new',
    place text DEFAULT 'there'
) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES IN (2026);
ALTER TABLE events_2025 ALTER COLUMN place SET NOT NULL;
ALTER TABLE events_2026 ALTER COLUMN state SET NOT NULL;
