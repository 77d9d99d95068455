-- 20261121054524_tidy (up)
-- Written by goofer 0.1.0 for mysql 8.0.31.
-- Does:
--   - drop index ix_customers_name_lower of table customers
--   - drop unique constraint uq_countries_name (name) from table countries
--   - drop table wishes (its rows are lost)
--   - drop table subscribers (its rows are kept in goofer_kept_subscribers_20261121054524)
--   - drop column customers.fax (its values are kept in goofer_kept_customers.fax_20261121054524)
--   - add check ck_payments_amount_not_zero (`amount` <> 0) to table payments
--   - create unique index ix_customers_email_lower on table customers
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 6 tables.
--   But no sample row met the constraints of subscribers, payments.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - wishes comes back empty: its rows are discarded
--   - rows of customers that came later get NULL in fax

-- drop index ix_customers_name_lower of table customers
ALTER TABLE customers DROP INDEX ix_customers_name_lower, ALGORITHM=INPLACE, LOCK=NONE;

-- drop unique constraint uq_countries_name (name) from table countries
ALTER TABLE countries DROP INDEX uq_countries_name, ALGORITHM=INPLACE, LOCK=NONE;

-- drop table wishes (its rows are lost)
DROP TABLE wishes;

-- drop foreign key fk_subscribers_customer_id_customers (customer_id to customers) from table subscribers
ALTER TABLE subscribers DROP FOREIGN KEY fk_subscribers_customer_id_customers, ALGORITHM=INPLACE, LOCK=NONE;

-- drop check ck_subscribers_mail_has_at (`mail` like '%@%') from table subscribers
ALTER TABLE subscribers DROP CONSTRAINT ck_subscribers_mail_has_at, ALGORITHM=INSTANT;

-- drop table subscribers (its rows are kept in goofer_kept_subscribers_20261121054524)
RENAME TABLE subscribers TO goofer_kept_subscribers_20261121054524;

CREATE TABLE `goofer_kept_customers.fax_20261121054524` (PRIMARY KEY (id))
    SELECT id, fax FROM customers WHERE fax IS NOT NULL;

-- drop column customers.fax (its values are kept in goofer_kept_customers.fax_20261121054524); create unique index ix_customers_email_lower on table customers
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE customers
    DROP COLUMN fax,
    ADD UNIQUE INDEX ix_customers_email_lower ((lower(email)));

-- add check ck_payments_amount_not_zero (`amount` <> 0) to table payments
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE payments ADD CONSTRAINT ck_payments_amount_not_zero CHECK (amount <> 0);
