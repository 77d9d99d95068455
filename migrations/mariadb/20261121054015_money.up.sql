-- 20261121054015_money (up)
-- Written by goofer 0.1.0 for mariadb 10.11.19.
-- Does:
--   - drop column order_lines.total (computed, nothing is lost)
--   - change comment of table products
--   - change column order_lines.unit_price: type int(11) to decimal(12,2)
--   - change column payments.amount: type int(11) to decimal(12,2)
--   - change column products.title: type varchar(100) to varchar(200)
--   - change column products.price: type int(11) to decimal(12,2), comment
--   - change column products.year: type varchar(4) to int(11)
--   - add column order_lines.discount
--   - add column order_lines.total
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 15 tables.
--   But the way back of converted values is not compared: order_lines.unit_price, payments.amount, products.price, products.title, products.year.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - products.title fails on, or changes, values that varchar(100) cannot hold

-- drop column order_lines.total (computed, nothing is lost); add column order_lines.goofer_new_unit_price
ALTER TABLE order_lines
    DROP COLUMN total,
    ADD COLUMN goofer_new_unit_price decimal(12,2),
    ALGORITHM=INSTANT;

-- change comment of table products
ALTER TABLE products COMMENT = 'Everything that has a price', ALGORITHM=INPLACE, LOCK=NONE;

-- give rows of order_lines their values in goofer_new_unit_price
UPDATE order_lines SET goofer_new_unit_price = unit_price / 100.0;

-- change column order_lines.unit_price: allow NULL
ALTER TABLE order_lines MODIFY COLUMN unit_price int(11), ALGORITHM=INPLACE, LOCK=NONE;

-- give rows of order_lines their values in unit_price
UPDATE order_lines SET unit_price = NULL;

-- change column order_lines.unit_price: type int(11) to decimal(12,2)
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE order_lines MODIFY COLUMN unit_price decimal(12,2);

-- give rows of order_lines their values in unit_price
UPDATE order_lines SET unit_price = goofer_new_unit_price;

-- change column order_lines.unit_price: NOT NULL
ALTER TABLE order_lines MODIFY COLUMN unit_price decimal(12,2) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;

-- drop column order_lines.goofer_new_unit_price (its values are lost)
ALTER TABLE order_lines DROP COLUMN goofer_new_unit_price, ALGORITHM=INSTANT;

-- add column payments.goofer_new_amount
ALTER TABLE payments ADD COLUMN goofer_new_amount decimal(12,2), ALGORITHM=INSTANT;

-- give rows of payments their values in goofer_new_amount
UPDATE payments SET goofer_new_amount = amount / 100.0;

-- change column payments.amount: allow NULL
ALTER TABLE payments MODIFY COLUMN amount int(11), ALGORITHM=INPLACE, LOCK=NONE;

-- give rows of payments their values in amount
UPDATE payments SET amount = NULL;

-- change column payments.amount: type int(11) to decimal(12,2)
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE payments MODIFY COLUMN amount decimal(12,2);

-- give rows of payments their values in amount
UPDATE payments SET amount = goofer_new_amount;

-- change column payments.amount: NOT NULL
ALTER TABLE payments MODIFY COLUMN amount decimal(12,2) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;

-- drop column payments.goofer_new_amount (its values are lost)
ALTER TABLE payments DROP COLUMN goofer_new_amount, ALGORITHM=INSTANT;

-- change column products.title: type varchar(100) to varchar(200); add column products.goofer_new_price
ALTER TABLE products
    MODIFY COLUMN title varchar(200) NOT NULL,
    ADD COLUMN goofer_new_price decimal(12,2),
    ALGORITHM=INSTANT;

-- give rows of products their values in goofer_new_price
UPDATE products SET goofer_new_price = price / 100.0;

-- change column products.price: allow NULL
ALTER TABLE products MODIFY COLUMN price int(11), ALGORITHM=INPLACE, LOCK=NONE;

-- give rows of products their values in price
UPDATE products SET price = NULL;

-- change column products.price: type int(11) to decimal(12,2), comment
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE products MODIFY COLUMN price decimal(12,2) COMMENT 'in euro, with tax';

-- give rows of products their values in price
UPDATE products SET price = goofer_new_price;

-- change column products.price: NOT NULL
ALTER TABLE products MODIFY COLUMN price decimal(12,2) NOT NULL COMMENT 'in euro, with tax', ALGORITHM=INPLACE, LOCK=NONE;

-- drop column products.goofer_new_price (its values are lost); add column products.goofer_new_year
ALTER TABLE products
    DROP COLUMN goofer_new_price,
    ADD COLUMN goofer_new_year int(11),
    ALGORITHM=INSTANT;

-- give rows of products their values in goofer_new_year
UPDATE products SET goofer_new_year = CAST(year AS DECIMAL(4));

-- give rows of products their values in year
UPDATE products SET year = NULL;

-- change column products.year: type varchar(4) to int(11)
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE products MODIFY COLUMN year int(11);

-- give rows of products their values in year
UPDATE products SET year = goofer_new_year;

-- drop column products.goofer_new_year (its values are lost)
ALTER TABLE products DROP COLUMN goofer_new_year, ALGORITHM=INSTANT;

-- add column order_lines.discount; add column order_lines.total
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE order_lines
    ADD COLUMN discount decimal(12,2) NOT NULL DEFAULT 0.00,
    ADD COLUMN total decimal(12,2) GENERATED ALWAYS AS (quantity * unit_price - discount) STORED;
