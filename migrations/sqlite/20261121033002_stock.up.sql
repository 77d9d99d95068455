-- 20261121033002_stock (up)
-- Written by goofer 0.1.0 for sqlite 3.40.1.
-- Does:
--   - drop foreign key fk_stock_levels_warehouse_code_warehouses (warehouse_code to warehouses) from table stock_levels
--   - drop unique constraint uq_stock_levels_warehouse_code_product_id (warehouse_code, product_id) from table stock_levels
--   - drop primary key pk_stock_levels (id) from table stock_levels
--   - drop column stock_levels.id (its values are lost)
--   - change column customers.phone: allow NULL
--   - change column employees.department_id: NOT NULL
--   - create table stock_movements
--   - add primary key pk_stock_levels (warehouse_code, product_id) to table stock_levels
--   - add foreign key fk_stock_movements_warehouse_code_product_id_stock_levels (warehouse_code, product_id to stock_levels) to table stock_movements
--   - add foreign key fk_stock_levels_warehouse_code_warehouses (warehouse_code to warehouses) to table stock_levels
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 10 tables.
--   But no sample row met the constraints of subscribers.
-- The way back:
--   - stock_levels.id comes back with new values: its values are discarded
--   - it fails while rows of customers have NULL in phone
--   - rows of employees that had NULL in department_id keep what they got instead

-- While foreign keys are enforced, dropping a table deletes the rows that refer to it, so they are
-- switched off meanwhile; what the guard below does not find in order undoes everything.
-- By hand: sqlite3 -bail DATABASE < FILE

PRAGMA foreign_keys = OFF;

BEGIN IMMEDIATE;

CREATE TEMP TABLE goofer_guard (
    foreign_keys INTEGER CONSTRAINT "foreign keys are switched off" CHECK (foreign_keys = 0),
    rows_copied INTEGER CONSTRAINT "every row is copied" CHECK (rows_copied),
    keys_hold INTEGER CONSTRAINT "no more rows than before refer to nothing" CHECK (keys_hold)
);

INSERT INTO goofer_guard (foreign_keys) SELECT foreign_keys FROM pragma_foreign_keys;

-- Rows that refer to nothing already
CREATE TEMP TABLE goofer_broken (
    child TEXT COLLATE NOCASE,
    parent TEXT COLLATE NOCASE,
    violations INTEGER
);
INSERT INTO goofer_broken
SELECT "table", parent, count(*)
FROM (VALUES ('departments'), ('employees'), ('subscribers'), ('wishes'), ('order'), ('customers'), ('stock_levels'))
JOIN pragma_foreign_key_check(column1)
GROUP BY "table", parent;

-- rebuild table stock_levels, all rows are copied
CREATE TABLE goofer_new_stock_levels (
    warehouse_code VARCHAR(8) NOT NULL,
    product_id INTEGER NOT NULL,
    quantity INTEGER NOT NULL DEFAULT '0',
    CONSTRAINT pk_stock_levels PRIMARY KEY (warehouse_code, product_id),
    CONSTRAINT fk_stock_levels_product_id_products FOREIGN KEY (product_id) REFERENCES products (id) ON DELETE CASCADE,
    CONSTRAINT fk_stock_levels_warehouse_code_warehouses FOREIGN KEY (warehouse_code) REFERENCES warehouses (code) ON UPDATE CASCADE
);
INSERT INTO goofer_new_stock_levels (rowid, warehouse_code, product_id, quantity)
SELECT rowid, warehouse_code, product_id, quantity
FROM stock_levels;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_stock_levels) = (SELECT count(*) FROM stock_levels);
DROP TABLE stock_levels;
ALTER TABLE goofer_new_stock_levels RENAME TO stock_levels;

-- rebuild table customers, all rows are copied
CREATE TABLE goofer_new_customers (
    id INTEGER NOT NULL,
    name VARCHAR(80) NOT NULL,
    email VARCHAR(120) NOT NULL,
    phone VARCHAR(40),
    fax VARCHAR(40),
    street VARCHAR(120) NOT NULL,
    city VARCHAR(80) NOT NULL,
    country_code VARCHAR(2) NOT NULL,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    locale VARCHAR(5) NOT NULL,
    points INTEGER NOT NULL DEFAULT '0',
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT uq_customers_email UNIQUE (email),
    CONSTRAINT ck_customers_points_not_negative CHECK (points >= 0),
    CONSTRAINT fk_customers_country_code_countries FOREIGN KEY (country_code) REFERENCES countries (code)
);
INSERT INTO goofer_new_customers (id, name, email, phone, fax, street, city, country_code, created_at, updated_at, locale, points)
SELECT
    id,
    name,
    email,
    phone,
    fax,
    street,
    city,
    country_code,
    created_at,
    updated_at,
    locale,
    points
FROM customers;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_customers) = (SELECT count(*) FROM customers);
DROP TABLE customers;
ALTER TABLE goofer_new_customers RENAME TO customers;
CREATE INDEX ix_customers_name_lower ON customers (lower(name));

-- rebuild table employees, all rows are copied
CREATE TABLE goofer_new_employees (
    id INTEGER NOT NULL,
    name VARCHAR(80) NOT NULL,
    hired_on DATE NOT NULL,
    department_id INTEGER NOT NULL,
    manager_id INTEGER,
    CONSTRAINT pk_employees PRIMARY KEY (id),
    CONSTRAINT fk_employees_department_id_departments FOREIGN KEY (department_id) REFERENCES departments (id),
    CONSTRAINT fk_employees_manager_id_employees FOREIGN KEY (manager_id) REFERENCES employees (id) ON DELETE SET NULL
);
INSERT INTO goofer_new_employees (id, name, hired_on, department_id, manager_id)
SELECT
    id,
    name,
    hired_on,
    coalesce(department_id, (SELECT min(id) FROM departments)),
    manager_id
FROM employees;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_employees) = (SELECT count(*) FROM employees);
DROP TABLE employees;
ALTER TABLE goofer_new_employees RENAME TO employees;
CREATE INDEX ix_employees_manager_id ON employees (manager_id);

-- create table stock_movements
CREATE TABLE stock_movements (
    id INTEGER NOT NULL,
    warehouse_code VARCHAR(8) NOT NULL,
    product_id INTEGER NOT NULL,
    change INTEGER NOT NULL,
    reason TEXT,
    moved_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_stock_movements PRIMARY KEY (id),
    CONSTRAINT fk_stock_movements_warehouse_code_product_id_stock_levels FOREIGN KEY (warehouse_code, product_id) REFERENCES stock_levels (warehouse_code, product_id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX ix_stock_movements_warehouse_code_product_id_moved_at ON stock_movements (warehouse_code, product_id, moved_at DESC);

-- No foreign key may be broken in more rows than before
INSERT INTO goofer_guard (keys_hold)
SELECT count(*) <= coalesce((
    SELECT violations FROM goofer_broken AS b WHERE b.child = k."table" AND b.parent = k.parent
), 0)
FROM (VALUES ('departments'), ('employees'), ('subscribers'), ('wishes'), ('order'), ('customers'), ('stock_levels'), ('stock_movements'))
JOIN pragma_foreign_key_check(column1) AS k
GROUP BY k."table", k.parent;
DROP TABLE temp.goofer_broken;
DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
