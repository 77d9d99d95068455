-- 20261121033034_tidier (up)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop index ix_employees_manager_id of table employees
--   - drop index ix_order_open of table order
--   - drop index ix_products_attributes of table products
--   - drop column order_lines.total (computed, nothing is lost)
--   - change comment of table products
--   - change column products.kind: comment
--   - change column products.price: comment
--   - add column order_lines.total
--   - create index ix_order_open on table order
--   - create index ix_products_attributes on table products
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 19 tables.
--   But no sample row met the constraints of payments.

-- drop index ix_employees_manager_id of table employees
DROP INDEX ix_employees_manager_id;

-- drop index ix_order_open of table order
DROP INDEX ix_order_open;

-- drop index ix_products_attributes of table products
DROP INDEX ix_products_attributes;

-- drop column order_lines.total (computed, nothing is lost)
ALTER TABLE order_lines DROP COLUMN total;

-- change comment of table products
COMMENT ON TABLE products IS 'Everything that is sold, has a price and lies on a shelf';

-- change column products.kind: comment
COMMENT ON COLUMN products.kind IS 'which class it is';

-- change column products.price: comment
COMMENT ON COLUMN products.price IS 'in euro, without tax';

-- add column order_lines.total
ALTER TABLE order_lines ADD COLUMN total numeric(12,2) GENERATED ALWAYS AS ((unit_price - discount) * (quantity)::numeric) STORED NOT NULL;
COMMENT ON COLUMN order_lines.total IS 'what is paid';

CREATE INDEX ix_order_open ON "order" (placed_at) WHERE status <> 'sent'::order_status;

CREATE INDEX ix_products_attributes ON products USING gin (attributes jsonb_path_ops);
