-- Does:
--   - let table sales_2030_west be no partition of sales_2030
--   - let table sales_2030_east be no partition of sales_2030
--   - let table sales_2030_east be a partition of sales_2030
--   - drop table sales_2030_west (its rows are lost)
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of sales.
-- The way back:
--   - sales_2030_west comes back empty: its rows are discarded

-- let table sales_2030_west be no partition of sales_2030
DO $goofer$
DECLARE
    own record;
BEGIN
    SELECT c.oid::regclass AS called, c.relname INTO own FROM pg_index x
        JOIN pg_class c ON c.oid = x.indexrelid
        WHERE x.indrelid = 'sales_2030_west'::regclass AND EXISTS (
            SELECT FROM pg_partition_ancestors(c.oid) a JOIN pg_class p ON p.oid = a.relid
            WHERE p.oid <> c.oid AND p.relname = 'sales_pkey');
    IF own.relname <> 'sales_2030_west_sales_pkey' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', own.called, 'sales_2030_west_sales_pkey');
    END IF;
    SELECT c.oid::regclass AS called, c.relname INTO own FROM pg_index x
        JOIN pg_class c ON c.oid = x.indexrelid
        WHERE x.indrelid = 'sales_2030_west'::regclass AND EXISTS (
            SELECT FROM pg_partition_ancestors(c.oid) a JOIN pg_class p ON p.oid = a.relid
            WHERE p.oid <> c.oid AND p.relname = 'sales_2030_region');
    IF own.relname <> 'sales_2030_west_sales_2030_region' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', own.called, 'sales_2030_west_sales_2030_region');
    END IF;
    SELECT c.oid::regclass AS called, c.relname INTO own FROM pg_index x
        JOIN pg_class c ON c.oid = x.indexrelid
        WHERE x.indrelid = 'sales_2030_west'::regclass AND EXISTS (
            SELECT FROM pg_partition_ancestors(c.oid) a JOIN pg_class p ON p.oid = a.relid
            WHERE p.oid <> c.oid AND p.relname = 'sales_amount');
    IF own.relname <> 'sales_2030_west_sales_amount' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', own.called, 'sales_2030_west_sales_amount');
    END IF;
END $goofer$;
ALTER TABLE sales_2030 DETACH PARTITION sales_2030_west;

-- let table sales_2030_east be no partition of sales_2030
ALTER TABLE sales_2030 DETACH PARTITION sales_2030_east;

-- let table sales_2030_east be a partition of sales_2030
ALTER TABLE sales_2030 ATTACH PARTITION sales_2030_east FOR VALUES IN ('east', 'west');

-- drop table sales_2030_west (its rows are lost)
DROP TABLE sales_2030_west;
