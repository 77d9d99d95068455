-- Does:
--   - change the comment of the index of unique constraint hot_code (code) of table hot
--   - change the comment of the index of primary key hot_pkey (id) of table hot
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change the comment of the index of unique constraint hot_code (code) of table hot
COMMENT ON INDEX hot_code IS NULL;

-- change the comment of the index of primary key hot_pkey (id) of table hot
COMMENT ON INDEX hot_pkey IS 'old';
