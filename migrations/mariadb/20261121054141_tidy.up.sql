-- 20261121054141_tidy (up)
-- Written by goofer 0.1.0 for mariadb 10.11.19.
-- Does:
--   - drop unique constraint uq_countries_name (name) from table countries
--   - drop table wishes (its rows are lost)
--   - drop table subscribers (its rows are kept in goofer_kept_subscribers_20261121054141)
--   - drop column customers.fax (its values are kept in goofer_kept_customers.fax_20261121054141)
--   - add check ck_payments_amount_not_zero (`amount` <> 0) to table payments
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 6 tables.
--   But no sample row met the constraints of subscribers, payments.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - wishes comes back empty: its rows are discarded
--   - rows of customers that came later get NULL in fax

-- drop unique constraint uq_countries_name (name) from table countries
ALTER TABLE countries DROP INDEX uq_countries_name, ALGORITHM=INPLACE, LOCK=NONE;

-- drop table wishes (its rows are lost)
DROP TABLE wishes;

-- drop foreign key fk_subscribers_customer_id_customers (customer_id to customers) from table subscribers
ALTER TABLE subscribers DROP FOREIGN KEY fk_subscribers_customer_id_customers, ALGORITHM=INPLACE, LOCK=NONE;

-- drop table subscribers (its rows are kept in goofer_kept_subscribers_20261121054141)
RENAME TABLE subscribers TO goofer_kept_subscribers_20261121054141;

CREATE TABLE `goofer_kept_customers.fax_20261121054141` (PRIMARY KEY (id))
    SELECT id, fax FROM customers WHERE fax IS NOT NULL;

-- drop column customers.fax (its values are kept in goofer_kept_customers.fax_20261121054141)
ALTER TABLE customers DROP COLUMN fax, ALGORITHM=INSTANT;

-- add check ck_payments_amount_not_zero (`amount` <> 0) to table payments
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE payments ADD CONSTRAINT ck_payments_amount_not_zero CHECK (amount <> 0);
