-- Does:
--   - drop unique constraint hot_place (place) from table hot
--   - change the options of the index of unique constraint hot_code (code) of table hot
--   - change the options of the index of primary key hot_pkey (id) of table hot
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop unique constraint hot_place (place) from table hot
ALTER TABLE hot DROP CONSTRAINT hot_place;

-- change the options of the index of unique constraint hot_code (code) of table hot
ALTER INDEX hot_code RESET (fillfactor);

-- change the options of the index of primary key hot_pkey (id) of table hot
ALTER INDEX hot_pkey SET (fillfactor = '70');
