-- 20261121033017_points_and_sellers (down)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop foreign key fk_order_seller_id_employees (seller_id to employees) from table order
--   - drop check ck_customers_points_not_negative (points >= 0) from table customers
--   - drop unique constraint uq_customers_mail (mail) from table customers
--   - drop column order.seller_id (its values are lost)
--   - drop column customers.points (its values are lost)
--   - drop column customers.locale (its values are lost)
--   - change enum order_status: remove 'packed', remove 'returned'
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 10 tables.
--   But no sample row met the constraints of subscribers.
-- The way back:
--   - it fails while rows hold a value that order_status did not have before

-- drop foreign key fk_order_seller_id_employees (seller_id to employees) from table order
ALTER TABLE "order" DROP CONSTRAINT fk_order_seller_id_employees;

-- drop check ck_customers_points_not_negative (points >= 0) from table customers
ALTER TABLE customers DROP CONSTRAINT ck_customers_points_not_negative;

-- drop unique constraint uq_customers_mail (mail) from table customers
ALTER TABLE customers DROP CONSTRAINT uq_customers_mail;

-- drop column order.seller_id (its values are lost)
ALTER TABLE "order" DROP COLUMN seller_id;

-- drop column customers.points (its values are lost)
ALTER TABLE customers DROP COLUMN points;

-- drop column customers.locale (its values are lost)
ALTER TABLE customers DROP COLUMN locale;

-- drop index ix_order_open of table order
DROP INDEX ix_order_open;

-- make enum order_status anew (draft, placed, sent)
ALTER TYPE order_status RENAME TO goofer_old_order_status;
CREATE TYPE order_status AS ENUM ('draft', 'placed', 'sent');
ALTER TABLE "order"
    ALTER COLUMN status DROP DEFAULT,
    ALTER COLUMN status TYPE order_status USING status::text::order_status,
    ALTER COLUMN status SET DEFAULT 'placed';
DROP TYPE goofer_old_order_status;

CREATE INDEX ix_order_open ON "order" (placed_at) WHERE status = 'placed'::order_status;
