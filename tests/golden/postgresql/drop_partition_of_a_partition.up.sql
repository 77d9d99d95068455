-- Does:
--   - let table sales_2030_west be no partition of sales_2030
--   - let table sales_2030_east be no partition of sales_2030
--   - let table sales_2030_east be a partition of sales_2030
--   - drop table sales_2030_west (its rows are lost)
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of sales.
-- The way back:
--   - sales_2030_west comes back empty: its rows are discarded
-- goofer: loses the rows of sales_2030_west

-- let table sales_2030_west be no partition of sales_2030
ALTER TABLE sales_2030 DETACH PARTITION sales_2030_west;

-- let table sales_2030_east be no partition of sales_2030
ALTER TABLE sales_2030 DETACH PARTITION sales_2030_east;

-- let table sales_2030_east be a partition of sales_2030
ALTER TABLE sales_2030 ATTACH PARTITION sales_2030_east FOR VALUES IN ('east', 'west');

-- drop table sales_2030_west (its rows are lost)
DROP TABLE sales_2030_west;
