-- 20261121033027_tidy (down)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop index ix_customers_email_lower of table customers
--   - drop check ck_payments_amount_not_zero (amount <> (0)::numeric) from table payments
--   - add column customers.fax, with the values kept in goofer_kept_20261121033027.customers.fax
--   - create table subscribers, with the rows kept in goofer_kept_20261121033027.subscribers
--   - create table wishes
--   - add unique constraint uq_countries_name (name) to table countries
--   - create index ix_customers_name_lower on table customers
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 6 tables.
--   But no sample row met the constraints of subscribers, payments.
-- The way back:
--   - wishes comes back empty: its rows are discarded
--   - rows of customers that came later get NULL in fax

-- drop index ix_customers_email_lower of table customers
DROP INDEX ix_customers_email_lower;

-- drop check ck_payments_amount_not_zero (amount <> (0)::numeric) from table payments
ALTER TABLE payments DROP CONSTRAINT ck_payments_amount_not_zero;

-- add column customers.fax, with the values kept in goofer_kept_20261121033027.customers.fax
ALTER TABLE customers ADD COLUMN fax character varying(40);
UPDATE customers AS t SET fax = kept.fax
    FROM goofer_kept_20261121033027."customers.fax" AS kept
    WHERE t.id = kept.id;
DROP TABLE goofer_kept_20261121033027."customers.fax";
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20261121033027;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;

-- create table subscribers, with the rows kept in goofer_kept_20261121033027.subscribers
DO $goofer$ BEGIN
    EXECUTE 'ALTER TABLE goofer_kept_20261121033027.subscribers SET SCHEMA ' || quote_ident(current_schema());
END $goofer$;
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20261121033027;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;

-- add foreign key fk_subscribers_customer_id_customers (customer_id to customers) to table subscribers
ALTER TABLE subscribers ADD CONSTRAINT fk_subscribers_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id);

CREATE TABLE wishes (
    id serial,
    customer_id integer NOT NULL,
    words text NOT NULL,
    CONSTRAINT pk_wishes PRIMARY KEY (id),
    CONSTRAINT fk_wishes_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
);

-- add unique constraint uq_countries_name (name) to table countries
ALTER TABLE countries ADD CONSTRAINT uq_countries_name UNIQUE (name);

CREATE INDEX ix_customers_name_lower ON customers (lower((name)::text));
