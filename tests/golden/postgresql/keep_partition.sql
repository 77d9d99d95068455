-- object: partition
-- action: drop
-- drop: keep
-- note: put aside with its rows, and back with its keys and indexes as they were
-- before
CREATE TABLE events (id bigint NOT NULL, year integer NOT NULL, note text, CONSTRAINT events_key PRIMARY KEY (id, year)) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES IN (2026);
CREATE INDEX events_note ON events (note);
ALTER TABLE events_2026 RENAME CONSTRAINT events_2026_pkey TO keys_of_2026;
-- rows
INSERT INTO events VALUES (1, 2025, 'old'), (2, 2026, 'new');
-- after
CREATE TABLE events (id bigint NOT NULL, year integer NOT NULL, note text, CONSTRAINT events_key PRIMARY KEY (id, year)) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE INDEX events_note ON events (note);
