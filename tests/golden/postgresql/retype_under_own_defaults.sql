-- object: column
-- action: alter
-- note: the partition's own default is one of the new type
-- before
CREATE TABLE events (
    id integer NOT NULL,
    year integer NOT NULL,
    amount integer DEFAULT 1
) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES IN (2026);
ALTER TABLE events_2025 ALTER COLUMN amount SET DEFAULT 5;
-- rows
INSERT INTO events (id, year) VALUES (1, 2025), (2, 2026);
-- after
CREATE TABLE events (
    id integer NOT NULL,
    year integer NOT NULL,
    amount bigint DEFAULT 1
) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES IN (2026);
ALTER TABLE events_2025 ALTER COLUMN amount SET DEFAULT 5;
