-- 20261121054221_one_place_for_addresses (down)
-- Written by goofer 0.1.0 for mariadb 10.11.19.
-- Does:
--   - drop foreign key fk_order_address_id_addresses (address_id to addresses) from table order
--   - drop index fk_order_address_id_addresses of table order
--   - drop column order.address_id (its values are lost)
--   - add column customers.country_code, with the values kept in goofer_kept_customers.country_code_20261121054221
--   - add column customers.city, with the values kept in goofer_kept_customers.city_20261121054221
--   - add column customers.street, with the values kept in goofer_kept_customers.street_20261121054221
--   - create index fk_customers_country_code_countries on table customers
--   - add foreign key fk_customers_country_code_countries (country_code to countries) to table customers
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 10 tables.
--   But no sample row met the constraints of payments.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of customers that came later get '' in street
--   - rows of customers that came later get '' in city
--   - rows of customers that came later get '' in country_code

-- drop foreign key fk_order_address_id_addresses (address_id to addresses) from table order
ALTER TABLE `order` DROP FOREIGN KEY fk_order_address_id_addresses, ALGORITHM=INPLACE, LOCK=NONE;

-- drop index fk_order_address_id_addresses of table order
ALTER TABLE `order` DROP INDEX fk_order_address_id_addresses, ALGORITHM=INPLACE, LOCK=NONE;

-- drop column order.address_id (its values are lost)
ALTER TABLE `order` DROP COLUMN address_id, ALGORITHM=INSTANT;

-- add column customers.country_code
ALTER TABLE customers ADD COLUMN country_code varchar(2), ALGORITHM=INSTANT;

-- give rows of customers their values in country_code
UPDATE customers
    JOIN `goofer_kept_customers.country_code_20261121054221` AS kept ON customers.id = kept.id
    SET customers.country_code = kept.country_code;

-- drop goofer_kept_customers.country_code_20261121054221, its values are back in table customers
DROP TABLE `goofer_kept_customers.country_code_20261121054221`;

-- give rows of customers their values in country_code
UPDATE customers SET country_code = '' WHERE country_code IS NULL;

-- change column customers.country_code: NOT NULL
ALTER TABLE customers MODIFY COLUMN country_code varchar(2) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;

-- add column customers.city
ALTER TABLE customers ADD COLUMN city varchar(80), ALGORITHM=INSTANT;

-- give rows of customers their values in city
UPDATE customers
    JOIN `goofer_kept_customers.city_20261121054221` AS kept ON customers.id = kept.id
    SET customers.city = kept.city;

-- drop goofer_kept_customers.city_20261121054221, its values are back in table customers
DROP TABLE `goofer_kept_customers.city_20261121054221`;

-- give rows of customers their values in city
UPDATE customers SET city = '' WHERE city IS NULL;

-- change column customers.city: NOT NULL
ALTER TABLE customers MODIFY COLUMN city varchar(80) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;

-- add column customers.street
ALTER TABLE customers ADD COLUMN street varchar(120), ALGORITHM=INSTANT;

-- give rows of customers their values in street
UPDATE customers
    JOIN `goofer_kept_customers.street_20261121054221` AS kept ON customers.id = kept.id
    SET customers.street = kept.street;

-- drop goofer_kept_customers.street_20261121054221, its values are back in table customers
DROP TABLE `goofer_kept_customers.street_20261121054221`;

-- give rows of customers their values in street
UPDATE customers SET street = '' WHERE street IS NULL;

-- change column customers.street: NOT NULL; create index fk_customers_country_code_countries on table customers
ALTER TABLE customers
    MODIFY COLUMN street varchar(120) NOT NULL,
    ADD INDEX fk_customers_country_code_countries (country_code),
    ALGORITHM=INPLACE, LOCK=NONE;

-- add foreign key fk_customers_country_code_countries (country_code to countries) to table customers
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE customers ADD CONSTRAINT fk_customers_country_code_countries FOREIGN KEY (country_code) REFERENCES countries (code);
