-- 20261121054554_one_place_for_addresses (up)
-- Written by goofer 0.1.0 for mysql 8.0.31.
-- Does:
--   - drop foreign key fk_customers_country_code_countries (country_code to countries) from table customers
--   - drop index fk_customers_country_code_countries of table customers
--   - drop column customers.street (its values are kept in goofer_kept_customers.street_20261121054554)
--   - drop column customers.city (its values are kept in goofer_kept_customers.city_20261121054554)
--   - drop column customers.country_code (its values are kept in goofer_kept_customers.country_code_20261121054554)
--   - add column order.address_id
--   - create index fk_order_address_id_addresses on table order
--   - add foreign key fk_order_address_id_addresses (address_id to addresses) to table order
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 10 tables.
--   But no sample row met the constraints of payments.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of customers that came later get '' in street
--   - rows of customers that came later get '' in city
--   - rows of customers that came later get '' in country_code

-- drop foreign key fk_customers_country_code_countries (country_code to countries) from table customers
ALTER TABLE customers DROP FOREIGN KEY fk_customers_country_code_countries, ALGORITHM=INPLACE, LOCK=NONE;

-- drop index fk_customers_country_code_countries of table customers
ALTER TABLE customers DROP INDEX fk_customers_country_code_countries, ALGORITHM=INPLACE, LOCK=NONE;

CREATE TABLE `goofer_kept_customers.street_20261121054554` (PRIMARY KEY (id))
    SELECT id, street FROM customers WHERE street IS NOT NULL;

-- drop column customers.street (its values are kept in goofer_kept_customers.street_20261121054554)
ALTER TABLE customers DROP COLUMN street, ALGORITHM=INSTANT;

CREATE TABLE `goofer_kept_customers.city_20261121054554` (PRIMARY KEY (id))
    SELECT id, city FROM customers WHERE city IS NOT NULL;

-- drop column customers.city (its values are kept in goofer_kept_customers.city_20261121054554)
ALTER TABLE customers DROP COLUMN city, ALGORITHM=INSTANT;

CREATE TABLE `goofer_kept_customers.country_code_20261121054554` (PRIMARY KEY (id))
    SELECT id, country_code FROM customers WHERE country_code IS NOT NULL;

-- drop column customers.country_code (its values are kept in goofer_kept_customers.country_code_20261121054554)
ALTER TABLE customers DROP COLUMN country_code, ALGORITHM=INSTANT;

-- add column order.address_id
ALTER TABLE `order` ADD COLUMN address_id int, ALGORITHM=INSTANT;

-- create index fk_order_address_id_addresses on table order
ALTER TABLE `order` ADD INDEX fk_order_address_id_addresses (address_id), ALGORITHM=INPLACE, LOCK=NONE;

-- add foreign key fk_order_address_id_addresses (address_id to addresses) to table order
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE `order` ADD CONSTRAINT fk_order_address_id_addresses FOREIGN KEY (address_id) REFERENCES addresses (id) ON DELETE SET NULL;
