-- 20261121054253_tidier (up)
-- Written by goofer 0.1.0 for mariadb 10.11.19.
-- Does:
--   - drop column order_lines.total (computed, nothing is lost)
--   - change comment of table products
--   - change column products.kind: comment
--   - change column products.price: comment
--   - add column order_lines.total
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 15 tables.
-- Not atomic: this server commits after each statement.

-- drop column order_lines.total (computed, nothing is lost); add column order_lines.total
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE order_lines
    DROP COLUMN total,
    ADD COLUMN total decimal(12,2) GENERATED ALWAYS AS ((unit_price - discount) * quantity) STORED COMMENT 'what is paid';

-- change comment of table products
ALTER TABLE products COMMENT = 'Everything that is sold, has a price and lies on a shelf', ALGORITHM=INPLACE, LOCK=NONE;

-- change column products.kind: comment; change column products.price: comment
ALTER TABLE products
    MODIFY COLUMN kind varchar(20) NOT NULL DEFAULT 'thing' COMMENT 'which class it is',
    MODIFY COLUMN price decimal(12,2) NOT NULL COMMENT 'in euro, without tax',
    ALGORITHM=INSTANT;
