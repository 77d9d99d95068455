-- 20261121054034_stock (up)
-- Written by goofer 0.1.0 for mariadb 10.11.19.
-- Does:
--   - drop foreign key fk_stock_levels_warehouse_code_warehouses (warehouse_code to warehouses) from table stock_levels
--   - drop unique constraint uq_stock_levels_warehouse_code_product_id (warehouse_code, product_id) from table stock_levels
--   - drop primary key PRIMARY (id) from table stock_levels
--   - drop column stock_levels.id (its values are lost)
--   - change column customers.phone: allow NULL
--   - change column employees.department_id: NOT NULL
--   - create table stock_movements
--   - add primary key PRIMARY (warehouse_code, product_id) to table stock_levels
--   - add foreign key fk_stock_movements_warehouse_code_product_id_stock_levels (warehouse_code, product_id to stock_levels) to table stock_movements
--   - add foreign key fk_stock_levels_warehouse_code_warehouses (warehouse_code to warehouses) to table stock_levels
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 10 tables.
--   But no sample row met the constraints of subscribers.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - stock_levels.id comes back with new values: its values are discarded
--   - it fails while rows of customers have NULL in phone
--   - rows of employees that had NULL in department_id keep what they got instead

-- drop foreign key fk_stock_levels_warehouse_code_warehouses (warehouse_code to warehouses) from table stock_levels
ALTER TABLE stock_levels DROP FOREIGN KEY fk_stock_levels_warehouse_code_warehouses, ALGORITHM=INPLACE, LOCK=NONE;

-- drop unique constraint uq_stock_levels_warehouse_code_product_id (warehouse_code, product_id) from table stock_levels
ALTER TABLE stock_levels DROP INDEX uq_stock_levels_warehouse_code_product_id, ALGORITHM=INPLACE, LOCK=NONE;

-- drop primary key PRIMARY (id) from table stock_levels; drop column stock_levels.id (its values are lost)
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE stock_levels
    DROP PRIMARY KEY,
    DROP COLUMN id;

-- change column customers.phone: allow NULL
ALTER TABLE customers MODIFY COLUMN phone varchar(40), ALGORITHM=INPLACE, LOCK=NONE;

-- give rows of employees their values in department_id
UPDATE employees SET department_id = (SELECT min(id) FROM departments) WHERE department_id IS NULL;

-- change column employees.department_id: NOT NULL
ALTER TABLE employees MODIFY COLUMN department_id int(11) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;

CREATE TABLE stock_movements (
    id int(11) NOT NULL AUTO_INCREMENT,
    warehouse_code varchar(8) NOT NULL,
    product_id int(11) NOT NULL,
    `change` int(11) NOT NULL,
    reason text,
    moved_at datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    INDEX ix_stock_movements_warehouse_code_product_id_moved_at (warehouse_code, product_id, moved_at DESC),
    PRIMARY KEY (id)
);

-- add primary key PRIMARY (warehouse_code, product_id) to table stock_levels
ALTER TABLE stock_levels ADD PRIMARY KEY (warehouse_code, product_id), ALGORITHM=INPLACE, LOCK=NONE;

-- add foreign key fk_stock_movements_warehouse_code_product_id_stock_levels (warehouse_code, product_id to stock_levels) to table stock_movements
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE stock_movements ADD CONSTRAINT fk_stock_movements_warehouse_code_product_id_stock_levels FOREIGN KEY (warehouse_code, product_id) REFERENCES stock_levels (warehouse_code, product_id) ON DELETE CASCADE ON UPDATE CASCADE;

-- add foreign key fk_stock_levels_warehouse_code_warehouses (warehouse_code to warehouses) to table stock_levels
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE stock_levels ADD CONSTRAINT fk_stock_levels_warehouse_code_warehouses FOREIGN KEY (warehouse_code) REFERENCES warehouses (code) ON UPDATE CASCADE;
