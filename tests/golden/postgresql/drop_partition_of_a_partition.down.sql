-- Does:
--   - create table sales_2030_west
--   - let table sales_2030_east be no partition of sales_2030
--   - let table sales_2030_east be a partition of sales_2030
--   - let table sales_2030_west be a partition of sales_2030
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of sales.
-- The way back:
--   - sales_2030_west comes back empty: its rows are discarded

CREATE TABLE sales_2030_west (
    id integer NOT NULL,
    year integer NOT NULL,
    region text NOT NULL,
    amount integer
);

-- let table sales_2030_east be no partition of sales_2030
ALTER TABLE sales_2030 DETACH PARTITION sales_2030_east;

-- let table sales_2030_east be a partition of sales_2030
ALTER TABLE sales_2030 ATTACH PARTITION sales_2030_east FOR VALUES IN ('east');

-- let table sales_2030_west be a partition of sales_2030
ALTER TABLE sales_2030 ATTACH PARTITION sales_2030_west FOR VALUES IN ('west');
