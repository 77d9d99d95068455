-- Does:
--   - change column cold.id: NOT NULL
--   - create table hot
--   - add primary key cold_pkey (id) to table cold
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change column cold.id: NOT NULL
ALTER TABLE cold ALTER COLUMN id SET NOT NULL;

CREATE TABLE hot (
    id integer NOT NULL,
    during int4range,
    CONSTRAINT hot_pkey PRIMARY KEY (id) WITH (fillfactor = '70'),
    CONSTRAINT hot_during EXCLUDE USING gist (during WITH &&) WITH (fillfactor = '75')
);

-- add primary key cold_pkey (id) to table cold
ALTER TABLE cold ADD CONSTRAINT cold_pkey PRIMARY KEY (id) WITH (fillfactor = '90');
