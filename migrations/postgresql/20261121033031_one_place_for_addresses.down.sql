-- 20261121033031_one_place_for_addresses (down)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop foreign key fk_order_address_id_addresses (address_id to addresses) from table order
--   - drop column order.address_id (its values are lost)
--   - add column customers.country_code, with the values kept in goofer_kept_20261121033031.customers.country_code
--   - add column customers.city, with the values kept in goofer_kept_20261121033031.customers.city
--   - add column customers.street, with the values kept in goofer_kept_20261121033031.customers.street
--   - add foreign key fk_customers_country_code_countries (country_code to countries) to table customers
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 10 tables.
--   But no sample row met the constraints of payments.
-- The way back:
--   - rows of customers that came later get '' in street
--   - rows of customers that came later get '' in city
--   - rows of customers that came later get '' in country_code

-- drop foreign key fk_order_address_id_addresses (address_id to addresses) from table order
ALTER TABLE "order" DROP CONSTRAINT fk_order_address_id_addresses;

-- drop column order.address_id (its values are lost)
ALTER TABLE "order" DROP COLUMN address_id;

-- add column customers.country_code, with the values kept in goofer_kept_20261121033031.customers.country_code
ALTER TABLE customers ADD COLUMN country_code character varying(2);
UPDATE customers AS t SET country_code = kept.country_code
    FROM goofer_kept_20261121033031."customers.country_code" AS kept
    WHERE t.id = kept.id;
DROP TABLE goofer_kept_20261121033031."customers.country_code";
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20261121033031;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;
UPDATE customers SET country_code = '' WHERE country_code IS NULL;
ALTER TABLE customers ALTER COLUMN country_code SET NOT NULL;

-- add column customers.city, with the values kept in goofer_kept_20261121033031.customers.city
ALTER TABLE customers ADD COLUMN city character varying(80);
UPDATE customers AS t SET city = kept.city
    FROM goofer_kept_20261121033031."customers.city" AS kept
    WHERE t.id = kept.id;
DROP TABLE goofer_kept_20261121033031."customers.city";
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20261121033031;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;
UPDATE customers SET city = '' WHERE city IS NULL;
ALTER TABLE customers ALTER COLUMN city SET NOT NULL;

-- add column customers.street, with the values kept in goofer_kept_20261121033031.customers.street
ALTER TABLE customers ADD COLUMN street character varying(120);
UPDATE customers AS t SET street = kept.street
    FROM goofer_kept_20261121033031."customers.street" AS kept
    WHERE t.id = kept.id;
DROP TABLE goofer_kept_20261121033031."customers.street";
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20261121033031;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;
UPDATE customers SET street = '' WHERE street IS NULL;
ALTER TABLE customers ALTER COLUMN street SET NOT NULL;

-- add foreign key fk_customers_country_code_countries (country_code to countries) to table customers
ALTER TABLE customers ADD CONSTRAINT fk_customers_country_code_countries FOREIGN KEY (country_code) REFERENCES countries (code);
