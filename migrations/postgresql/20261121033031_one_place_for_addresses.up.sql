-- 20261121033031_one_place_for_addresses (up)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop foreign key fk_customers_country_code_countries (country_code to countries) from table customers
--   - drop column customers.street (its values are kept in goofer_kept_20261121033031.customers.street)
--   - drop column customers.city (its values are kept in goofer_kept_20261121033031.customers.city)
--   - drop column customers.country_code (its values are kept in goofer_kept_20261121033031.customers.country_code)
--   - add column order.address_id
--   - add foreign key fk_order_address_id_addresses (address_id to addresses) to table order
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 10 tables.
--   But no sample row met the constraints of payments.
-- The way back:
--   - rows of customers that came later get '' in street
--   - rows of customers that came later get '' in city
--   - rows of customers that came later get '' in country_code

-- drop foreign key fk_customers_country_code_countries (country_code to countries) from table customers
ALTER TABLE customers DROP CONSTRAINT fk_customers_country_code_countries;

-- drop column customers.street (its values are kept in goofer_kept_20261121033031.customers.street)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20261121033031;
CREATE TABLE goofer_kept_20261121033031."customers.street" AS
    SELECT id, street FROM customers WHERE street IS NOT NULL;
ALTER TABLE goofer_kept_20261121033031."customers.street" ADD PRIMARY KEY (id);
ALTER TABLE customers DROP COLUMN street;

-- drop column customers.city (its values are kept in goofer_kept_20261121033031.customers.city)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20261121033031;
CREATE TABLE goofer_kept_20261121033031."customers.city" AS
    SELECT id, city FROM customers WHERE city IS NOT NULL;
ALTER TABLE goofer_kept_20261121033031."customers.city" ADD PRIMARY KEY (id);
ALTER TABLE customers DROP COLUMN city;

-- drop column customers.country_code (its values are kept in goofer_kept_20261121033031.customers.country_code)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20261121033031;
CREATE TABLE goofer_kept_20261121033031."customers.country_code" AS
    SELECT id, country_code FROM customers WHERE country_code IS NOT NULL;
ALTER TABLE goofer_kept_20261121033031."customers.country_code" ADD PRIMARY KEY (id);
ALTER TABLE customers DROP COLUMN country_code;

-- add column order.address_id
ALTER TABLE "order" ADD COLUMN address_id integer;

-- add foreign key fk_order_address_id_addresses (address_id to addresses) to table order
ALTER TABLE "order" ADD CONSTRAINT fk_order_address_id_addresses FOREIGN KEY (address_id) REFERENCES addresses (id) ON DELETE SET NULL;
