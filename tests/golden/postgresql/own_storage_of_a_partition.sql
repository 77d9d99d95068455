-- object: table
-- action: alter
-- note: storage, statistics and the comment of a partition's column
-- before
CREATE TABLE events (
    id integer NOT NULL,
    year integer NOT NULL,
    note text
) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES IN (2026);
ALTER TABLE events_2025 ALTER COLUMN note SET STORAGE external;
ALTER TABLE events_2026 ALTER COLUMN note SET STATISTICS 7;
-- rows
INSERT INTO events (id, year) VALUES (1, 2025), (2, 2026);
-- after
CREATE TABLE events (
    id integer NOT NULL,
    year integer NOT NULL,
    note text
) PARTITION BY LIST (year);
ALTER TABLE events ALTER COLUMN note SET STORAGE main;
ALTER TABLE events ALTER COLUMN note SET STATISTICS 50;
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES IN (2026);
ALTER TABLE events_2025 ALTER COLUMN note SET STORAGE external;
ALTER TABLE events_2026 ALTER COLUMN note SET STATISTICS 50;
COMMENT ON COLUMN events_2026.note IS 'by hand';
