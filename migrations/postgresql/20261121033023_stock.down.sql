-- 20261121033023_stock (down)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop foreign key fk_stock_levels_warehouse_code_warehouses (warehouse_code to warehouses) from table stock_levels
--   - drop foreign key fk_stock_movements_warehouse_code_product_id_stock_levels (warehouse_code, product_id to stock_levels) from table stock_movements
--   - drop primary key pk_stock_levels (warehouse_code, product_id) from table stock_levels
--   - drop table stock_movements (its rows are lost)
--   - change column employees.department_id: allow NULL
--   - change column customers.phone: NOT NULL
--   - add column stock_levels.id
--   - add primary key pk_stock_levels (id) to table stock_levels
--   - add unique constraint uq_stock_levels_warehouse_code_product_id (warehouse_code, product_id) to table stock_levels
--   - add foreign key fk_stock_levels_warehouse_code_warehouses (warehouse_code to warehouses) to table stock_levels
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 10 tables.
--   But no sample row met the constraints of subscribers.
-- The way back:
--   - stock_levels.id comes back with new values: its values are discarded
--   - it fails while rows of customers have NULL in phone
--   - rows of employees that had NULL in department_id keep what they got instead

-- drop foreign key fk_stock_levels_warehouse_code_warehouses (warehouse_code to warehouses) from table stock_levels
ALTER TABLE stock_levels DROP CONSTRAINT fk_stock_levels_warehouse_code_warehouses;

-- drop foreign key fk_stock_movements_warehouse_code_product_id_stock_levels (warehouse_code, product_id to stock_levels) from table stock_movements
ALTER TABLE stock_movements DROP CONSTRAINT fk_stock_movements_warehouse_code_product_id_stock_levels;

-- drop primary key pk_stock_levels (warehouse_code, product_id) from table stock_levels
ALTER TABLE stock_levels DROP CONSTRAINT pk_stock_levels;

-- drop table stock_movements (its rows are lost)
DROP TABLE stock_movements;

-- change column employees.department_id: allow NULL
ALTER TABLE employees ALTER COLUMN department_id DROP NOT NULL;

-- change column customers.phone: NOT NULL
ALTER TABLE customers ALTER COLUMN phone SET NOT NULL;

-- add column stock_levels.id
ALTER TABLE stock_levels ADD COLUMN id serial;

-- add primary key pk_stock_levels (id) to table stock_levels
ALTER TABLE stock_levels ADD CONSTRAINT pk_stock_levels PRIMARY KEY (id);

-- add unique constraint uq_stock_levels_warehouse_code_product_id (warehouse_code, product_id) to table stock_levels
ALTER TABLE stock_levels ADD CONSTRAINT uq_stock_levels_warehouse_code_product_id UNIQUE (warehouse_code, product_id);

-- add foreign key fk_stock_levels_warehouse_code_warehouses (warehouse_code to warehouses) to table stock_levels
ALTER TABLE stock_levels ADD CONSTRAINT fk_stock_levels_warehouse_code_warehouses FOREIGN KEY (warehouse_code) REFERENCES warehouses (code);
