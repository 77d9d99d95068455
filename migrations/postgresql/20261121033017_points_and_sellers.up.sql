-- 20261121033017_points_and_sellers (up)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - change enum order_status: add 'packed', add 'returned'
--   - add column customers.locale
--   - add column customers.points
--   - add column order.seller_id
--   - add unique constraint uq_customers_mail (mail) to table customers
--   - add check ck_customers_points_not_negative (points >= 0) to table customers
--   - add foreign key fk_order_seller_id_employees (seller_id to employees) to table order
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 10 tables.
--   But no sample row met the constraints of subscribers.
-- The way back:
--   - it fails while rows hold a value that order_status did not have before

-- change enum order_status: add 'packed', add 'returned'
ALTER TYPE order_status ADD VALUE 'packed' AFTER 'placed';
ALTER TYPE order_status ADD VALUE 'returned' AFTER 'sent';

-- add column customers.locale
ALTER TABLE customers ADD COLUMN locale character varying(5) DEFAULT 'en' NOT NULL;
ALTER TABLE customers ALTER COLUMN locale DROP DEFAULT;

-- add column customers.points
ALTER TABLE customers ADD COLUMN points integer DEFAULT 0 NOT NULL;

-- add column order.seller_id
ALTER TABLE "order" ADD COLUMN seller_id integer;

-- add unique constraint uq_customers_mail (mail) to table customers
ALTER TABLE customers ADD CONSTRAINT uq_customers_mail UNIQUE (mail);

-- add check ck_customers_points_not_negative (points >= 0) to table customers
ALTER TABLE customers ADD CONSTRAINT ck_customers_points_not_negative CHECK (points >= 0);

-- add foreign key fk_order_seller_id_employees (seller_id to employees) to table order
ALTER TABLE "order" ADD CONSTRAINT fk_order_seller_id_employees FOREIGN KEY (seller_id) REFERENCES employees (id);
