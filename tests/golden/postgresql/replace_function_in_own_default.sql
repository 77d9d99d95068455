-- object: function
-- action: alter
-- note: the default of a partition alone calls it
-- before
CREATE FUNCTION first_state() RETURNS text LANGUAGE sql AS $$ SELECT 'new' $$;
CREATE TABLE events (
    id integer NOT NULL,
    year integer NOT NULL,
    state text
) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES IN (2026);
ALTER TABLE events_2025 ALTER COLUMN state SET DEFAULT first_state();
-- rows
INSERT INTO events (id, year) VALUES (1, 2025), (2, 2026);
-- after
CREATE FUNCTION first_state(word text DEFAULT 'x') RETURNS text LANGUAGE sql AS $$ SELECT 'new' $$;
CREATE TABLE events (
    id integer NOT NULL,
    year integer NOT NULL,
    state text
) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES IN (2026);
ALTER TABLE events_2025 ALTER COLUMN state SET DEFAULT first_state();
