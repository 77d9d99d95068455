-- 20261121053849_opening (down)
-- Written by goofer 0.1.0 for mariadb 10.11.19.
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
-- Not atomic: this server commits after each statement.

-- drop foreign key fk_departments_head_id_employees (head_id to employees) from table departments
ALTER TABLE departments DROP FOREIGN KEY fk_departments_head_id_employees, ALGORITHM=INPLACE, LOCK=NONE;

-- drop table payments (its rows are lost)
DROP TABLE payments;

-- drop table order_lines (its rows are lost)
DROP TABLE order_lines;

-- drop table wishes (its rows are lost)
DROP TABLE wishes;

-- drop table subscribers (its rows are lost)
DROP TABLE subscribers;

-- drop table order (its rows are lost)
DROP TABLE `order`;

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
