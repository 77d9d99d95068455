-- 20261121053932_points_and_sellers (up)
-- Written by goofer 0.1.0 for mariadb 10.11.19.
-- Does:
--   - change column order.status: type enum('draft','placed','sent') to enum('draft','placed','packed','sent','returned')
--   - add column customers.locale
--   - add column customers.points
--   - add column order.seller_id
--   - add unique constraint uq_customers_mail (mail) to table customers
--   - add check ck_customers_points_not_negative (`points` >= 0) to table customers
--   - create index fk_order_seller_id_employees on table order
--   - add foreign key fk_order_seller_id_employees (seller_id to employees) to table order
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 10 tables.
--   But no sample row met the constraints of subscribers.
--   But the way back of converted values is not compared: order.status.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - order.status fails on, or changes, values that enum('draft','placed','sent') cannot hold

-- change column order.status: type enum('draft','placed','sent') to enum('draft','placed','packed','sent','returned'); add column order.seller_id; create index fk_order_seller_id_employees on table order
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE `order`
    MODIFY COLUMN status enum('draft','placed','packed','sent','returned') NOT NULL DEFAULT 'placed',
    ADD COLUMN seller_id int(11),
    ADD INDEX fk_order_seller_id_employees (seller_id);

-- add column customers.locale
ALTER TABLE customers ADD COLUMN locale varchar(5) NOT NULL DEFAULT 'en', ALGORITHM=INSTANT;

-- change column customers.locale: default 'en' to none; add column customers.points
ALTER TABLE customers
    ALTER COLUMN locale DROP DEFAULT,
    ADD COLUMN points int(11) NOT NULL DEFAULT 0,
    ALGORITHM=INSTANT;

-- add unique constraint uq_customers_mail (mail) to table customers; add check ck_customers_points_not_negative (`points` >= 0) to table customers
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE customers
    ADD UNIQUE INDEX uq_customers_mail (mail),
    ADD CONSTRAINT ck_customers_points_not_negative CHECK (points >= 0);

-- add foreign key fk_order_seller_id_employees (seller_id to employees) to table order
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE `order` ADD CONSTRAINT fk_order_seller_id_employees FOREIGN KEY (seller_id) REFERENCES employees (id);
