-- 20261121053932_points_and_sellers (down)
-- Written by goofer 0.1.0 for mariadb 10.11.19.
-- Does:
--   - drop foreign key fk_order_seller_id_employees (seller_id to employees) from table order
--   - drop index fk_order_seller_id_employees of table order
--   - drop check ck_customers_points_not_negative (`points` >= 0) from table customers
--   - drop unique constraint uq_customers_mail (mail) from table customers
--   - drop column order.seller_id (its values are lost)
--   - drop column customers.points (its values are lost)
--   - drop column customers.locale (its values are lost)
--   - change column order.status: type enum('draft','placed','packed','sent','returned') to enum('draft','placed','sent')
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 10 tables.
--   But no sample row met the constraints of subscribers.
--   But the way back of converted values is not compared: order.status.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - order.status fails on, or changes, values that enum('draft','placed','sent') cannot hold

-- drop foreign key fk_order_seller_id_employees (seller_id to employees) from table order
ALTER TABLE `order` DROP FOREIGN KEY fk_order_seller_id_employees, ALGORITHM=INPLACE, LOCK=NONE;

-- drop index fk_order_seller_id_employees of table order
ALTER TABLE `order` DROP INDEX fk_order_seller_id_employees, ALGORITHM=INPLACE, LOCK=NONE;

-- drop check ck_customers_points_not_negative (`points` >= 0) from table customers
ALTER TABLE customers DROP CONSTRAINT ck_customers_points_not_negative, ALGORITHM=INSTANT;

-- drop unique constraint uq_customers_mail (mail) from table customers
ALTER TABLE customers DROP INDEX uq_customers_mail, ALGORITHM=INPLACE, LOCK=NONE;

-- drop column order.seller_id (its values are lost); change column order.status: type enum('draft','placed','packed','sent','returned') to enum('draft','placed','sent')
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE `order`
    DROP COLUMN seller_id,
    MODIFY COLUMN status enum('draft','placed','sent') NOT NULL DEFAULT 'placed';

-- drop column customers.points (its values are lost); drop column customers.locale (its values are lost)
ALTER TABLE customers
    DROP COLUMN points,
    DROP COLUMN locale,
    ALGORITHM=INSTANT;
