-- object: enum
-- action: alter
-- note: the default of a partition alone steps aside
-- before
CREATE TYPE state AS ENUM ('new', 'old', 'bad', 'closed');
CREATE TABLE events (
    id integer NOT NULL,
    year integer NOT NULL,
    state state
) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES IN (2026);
ALTER TABLE events_2025 ALTER COLUMN state SET DEFAULT 'closed';
-- rows
INSERT INTO events (id, year) VALUES (1, 2025), (2, 2026);
-- after
CREATE TYPE state AS ENUM ('new', 'old', 'closed');
CREATE TABLE events (
    id integer NOT NULL,
    year integer NOT NULL,
    state state
) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES IN (2026);
ALTER TABLE events_2025 ALTER COLUMN state SET DEFAULT 'closed';
