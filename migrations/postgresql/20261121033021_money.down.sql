-- 20261121033021_money (down)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop check ck_products_price_not_negative (price >= (0)::numeric) from table products
--   - drop column order_lines.total (computed, nothing is lost)
--   - drop column order_lines.discount (its values are lost)
--   - change column products.year: type integer to character varying(4)
--   - change column products.price: type numeric(12,2) to integer, comment
--   - change column products.title: type character varying(200) to character varying(100)
--   - change column payments.amount: type numeric(12,2) to integer
--   - change column order_lines.unit_price: type numeric(12,2) to integer
--   - change comment of table products
--   - add column order_lines.total
--   - add check ck_products_price_not_negative (price >= 0) to table products
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 15 tables.
--   But the way back of converted values is not compared: order_lines.unit_price, payments.amount, products.price, products.title, products.year.
-- The way back:
--   - products.title fails on, or changes, values that character varying(100) cannot hold

-- drop check ck_products_price_not_negative (price >= (0)::numeric) from table products
ALTER TABLE products DROP CONSTRAINT ck_products_price_not_negative;

-- drop column order_lines.total (computed, nothing is lost)
ALTER TABLE order_lines DROP COLUMN total;

-- drop column order_lines.discount (its values are lost)
ALTER TABLE order_lines DROP COLUMN discount;

-- change column products.year: type integer to character varying(4)
ALTER TABLE products ALTER COLUMN year TYPE character varying(4) USING CAST(year AS VARCHAR(4));

-- change column products.price: type numeric(12,2) to integer, comment
ALTER TABLE products ALTER COLUMN price TYPE integer USING price * 100;
COMMENT ON COLUMN products.price IS NULL;

-- change column products.title: type character varying(200) to character varying(100)
ALTER TABLE products ALTER COLUMN title TYPE character varying(100);

-- change column payments.amount: type numeric(12,2) to integer
ALTER TABLE payments ALTER COLUMN amount TYPE integer USING amount * 100;

-- change column order_lines.unit_price: type numeric(12,2) to integer
ALTER TABLE order_lines ALTER COLUMN unit_price TYPE integer USING unit_price * 100;

-- change comment of table products
COMMENT ON TABLE products IS NULL;

-- add column order_lines.total
ALTER TABLE order_lines ADD COLUMN total integer GENERATED ALWAYS AS (quantity * unit_price) STORED NOT NULL;

-- add check ck_products_price_not_negative (price >= 0) to table products
ALTER TABLE products ADD CONSTRAINT ck_products_price_not_negative CHECK (price >= 0);
