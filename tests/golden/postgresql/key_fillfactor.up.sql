-- Does:
--   - change the options of the index of primary key hot_pkey (id) of table hot
--   - change the options of the index of unique constraint hot_code (code) of table hot
--   - add unique constraint hot_place (place) to table hot
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change the options of the index of primary key hot_pkey (id) of table hot
ALTER INDEX hot_pkey RESET (fillfactor);

-- change the options of the index of unique constraint hot_code (code) of table hot
ALTER INDEX hot_code SET (fillfactor = '80');

-- add unique constraint hot_place (place) to table hot
ALTER TABLE hot ADD CONSTRAINT hot_place UNIQUE (place) WITH (deduplicate_items = 'off', fillfactor = '60');
