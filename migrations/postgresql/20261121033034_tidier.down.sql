-- 20261121033034_tidier (down)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop index ix_products_attributes of table products
--   - drop index ix_order_open of table order
--   - drop column order_lines.total (computed, nothing is lost)
--   - change column products.price: comment
--   - change column products.kind: comment
--   - change comment of table products
--   - add column order_lines.total
--   - create index ix_products_attributes on table products
--   - create index ix_order_open on table order
--   - create index ix_employees_manager_id on table employees
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 19 tables.
--   But no sample row met the constraints of payments.

-- drop index ix_products_attributes of table products
DROP INDEX ix_products_attributes;

-- drop index ix_order_open of table order
DROP INDEX ix_order_open;

-- drop column order_lines.total (computed, nothing is lost)
ALTER TABLE order_lines DROP COLUMN total;

-- change column products.price: comment
COMMENT ON COLUMN products.price IS 'in euro, with tax';

-- change column products.kind: comment
COMMENT ON COLUMN products.kind IS NULL;

-- change comment of table products
COMMENT ON TABLE products IS 'Everything that has a price';

-- add column order_lines.total
ALTER TABLE order_lines ADD COLUMN total numeric(12,2) GENERATED ALWAYS AS (((quantity)::numeric * unit_price) - discount) STORED NOT NULL;

CREATE INDEX ix_products_attributes ON products USING gin (attributes);

CREATE INDEX ix_order_open ON "order" (placed_at) WHERE status = 'placed'::order_status;

CREATE INDEX ix_employees_manager_id ON employees (manager_id);
