-- 20261121033021_money (up)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop check ck_products_price_not_negative (price >= 0) from table products
--   - drop column order_lines.total (computed, nothing is lost)
--   - change comment of table products
--   - change column order_lines.unit_price: type integer to numeric(12,2)
--   - change column payments.amount: type integer to numeric(12,2)
--   - change column products.title: type character varying(100) to character varying(200)
--   - change column products.price: type integer to numeric(12,2), comment
--   - change column products.year: type character varying(4) to integer
--   - add column order_lines.discount
--   - add column order_lines.total
--   - add check ck_products_price_not_negative (price >= (0)::numeric) to table products
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 15 tables.
--   But the way back of converted values is not compared: order_lines.unit_price, payments.amount, products.price, products.title, products.year.
-- The way back:
--   - products.title fails on, or changes, values that character varying(100) cannot hold

-- drop check ck_products_price_not_negative (price >= 0) from table products
ALTER TABLE products DROP CONSTRAINT ck_products_price_not_negative;

-- drop column order_lines.total (computed, nothing is lost)
ALTER TABLE order_lines DROP COLUMN total;

-- change comment of table products
COMMENT ON TABLE products IS 'Everything that has a price';

-- change column order_lines.unit_price: type integer to numeric(12,2)
ALTER TABLE order_lines ALTER COLUMN unit_price TYPE numeric(12,2) USING unit_price / 100.0;

-- change column payments.amount: type integer to numeric(12,2)
ALTER TABLE payments ALTER COLUMN amount TYPE numeric(12,2) USING amount / 100.0;

-- change column products.title: type character varying(100) to character varying(200)
ALTER TABLE products ALTER COLUMN title TYPE character varying(200);

-- change column products.price: type integer to numeric(12,2), comment
ALTER TABLE products ALTER COLUMN price TYPE numeric(12,2) USING price / 100.0;
COMMENT ON COLUMN products.price IS 'in euro, with tax';

-- change column products.year: type character varying(4) to integer
ALTER TABLE products ALTER COLUMN year TYPE integer USING CAST(year AS INTEGER);

-- add column order_lines.discount
ALTER TABLE order_lines ADD COLUMN discount numeric(12,2) DEFAULT 0 NOT NULL;

-- add column order_lines.total
ALTER TABLE order_lines ADD COLUMN total numeric(12,2) GENERATED ALWAYS AS (((quantity)::numeric * unit_price) - discount) STORED NOT NULL;

-- add check ck_products_price_not_negative (price >= (0)::numeric) to table products
ALTER TABLE products ADD CONSTRAINT ck_products_price_not_negative CHECK (price >= (0)::numeric);
