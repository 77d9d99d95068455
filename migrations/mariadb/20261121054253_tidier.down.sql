-- 20261121054253_tidier (down)
-- Written by goofer 0.1.0 for mariadb 10.11.19.
-- Does:
--   - drop column order_lines.total (computed, nothing is lost)
--   - change column products.price: comment
--   - change column products.kind: comment
--   - change comment of table products
--   - add column order_lines.total
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 15 tables.
-- Not atomic: this server commits after each statement.

-- drop column order_lines.total (computed, nothing is lost); add column order_lines.total
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE order_lines
    DROP COLUMN total,
    ADD COLUMN total decimal(12,2) GENERATED ALWAYS AS (quantity * unit_price - discount) STORED;

-- change column products.price: comment; change column products.kind: comment
ALTER TABLE products
    MODIFY COLUMN price decimal(12,2) NOT NULL COMMENT 'in euro, with tax',
    MODIFY COLUMN kind varchar(20) NOT NULL DEFAULT 'thing',
    ALGORITHM=INSTANT;

-- change comment of table products
ALTER TABLE products COMMENT = 'Everything that has a price', ALGORITHM=INPLACE, LOCK=NONE;
