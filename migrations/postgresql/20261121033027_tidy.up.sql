-- 20261121033027_tidy (up)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop index ix_customers_name_lower of table customers
--   - drop unique constraint uq_countries_name (name) from table countries
--   - drop table wishes (its rows are lost)
--   - drop table subscribers (its rows are kept in goofer_kept_20261121033027.subscribers)
--   - drop column customers.fax (its values are kept in goofer_kept_20261121033027.customers.fax)
--   - add check ck_payments_amount_not_zero (amount <> (0)::numeric) to table payments
--   - create unique index ix_customers_email_lower on table customers
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 6 tables.
--   But no sample row met the constraints of subscribers, payments.
-- The way back:
--   - wishes comes back empty: its rows are discarded
--   - rows of customers that came later get NULL in fax

-- drop index ix_customers_name_lower of table customers
DROP INDEX ix_customers_name_lower;

-- drop unique constraint uq_countries_name (name) from table countries
ALTER TABLE countries DROP CONSTRAINT uq_countries_name;

-- drop table wishes (its rows are lost)
DROP TABLE wishes;

-- drop foreign key fk_subscribers_customer_id_customers (customer_id to customers) from table subscribers
ALTER TABLE subscribers DROP CONSTRAINT fk_subscribers_customer_id_customers;

-- drop table subscribers (its rows are kept in goofer_kept_20261121033027.subscribers)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20261121033027;
ALTER TABLE subscribers SET SCHEMA goofer_kept_20261121033027;

-- drop column customers.fax (its values are kept in goofer_kept_20261121033027.customers.fax)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20261121033027;
CREATE TABLE goofer_kept_20261121033027."customers.fax" AS
    SELECT id, fax FROM customers WHERE fax IS NOT NULL;
ALTER TABLE goofer_kept_20261121033027."customers.fax" ADD PRIMARY KEY (id);
ALTER TABLE customers DROP COLUMN fax;

-- add check ck_payments_amount_not_zero (amount <> (0)::numeric) to table payments
ALTER TABLE payments ADD CONSTRAINT ck_payments_amount_not_zero CHECK (amount <> (0)::numeric);

CREATE UNIQUE INDEX ix_customers_email_lower ON customers (lower((email)::text));
