-- 20261121032953_opening (down)
-- Written by goofer 0.1.0 for sqlite 3.40.1.
-- Does:
--   - drop foreign key fk_departments_head_id_employees (head_id to employees) from table departments
--   - drop table payments (its rows are lost)
--   - drop table order_lines (its rows are lost)
--   - drop table wishes (its rows are lost)
--   - drop table subscribers (its rows are lost)
--   - drop table order (its rows are lost)
--   - drop table stock_levels (its rows are lost)
--   - drop table employees (its rows are lost)
--   - drop table customers (its rows are lost)
--   - drop table articles (its rows are lost)
--   - drop table warehouses (its rows are lost)
--   - drop table departments (its rows are lost)
--   - drop table countries (its rows are lost)
--   - drop table categories (its rows are lost)
-- Proved: up, down and up again on a scratch copy of the schema.

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
FROM (VALUES ('categories'), ('departments'), ('articles'), ('customers'), ('employees'), ('stock_levels'), ('order'), ('subscribers'), ('wishes'), ('order_lines'), ('payments'))
JOIN pragma_foreign_key_check(column1)
GROUP BY "table", parent;

-- drop table payments (its rows are lost)
DROP TABLE payments;

-- drop table order_lines (its rows are lost)
DROP TABLE order_lines;

-- drop table wishes (its rows are lost)
DROP TABLE wishes;

-- drop table subscribers (its rows are lost)
DROP TABLE subscribers;

-- drop table order (its rows are lost)
DROP TABLE "order";

-- drop table stock_levels (its rows are lost)
DROP TABLE stock_levels;

-- drop table employees (its rows are lost)
DROP TABLE employees;

-- drop table customers (its rows are lost)
DROP TABLE customers;

-- drop table articles (its rows are lost)
DROP TABLE articles;

-- drop table warehouses (its rows are lost)
DROP TABLE warehouses;

-- drop table departments (its rows are lost)
DROP TABLE departments;

-- drop table countries (its rows are lost)
DROP TABLE countries;

-- drop table categories (its rows are lost)
DROP TABLE categories;

DROP TABLE temp.goofer_broken;
DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
