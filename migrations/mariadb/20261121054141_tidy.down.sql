-- 20261121054141_tidy (down)
-- Written by goofer 0.1.0 for mariadb 10.11.19.
-- Does:
--   - drop check ck_payments_amount_not_zero (`amount` <> 0) from table payments
--   - add column customers.fax, with the values kept in goofer_kept_customers.fax_20261121054141
--   - create table subscribers, with the rows kept in goofer_kept_subscribers_20261121054141
--   - create table wishes
--   - add unique constraint uq_countries_name (name) to table countries
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 6 tables.
--   But no sample row met the constraints of subscribers, payments.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - wishes comes back empty: its rows are discarded
--   - rows of customers that came later get NULL in fax

-- drop check ck_payments_amount_not_zero (`amount` <> 0) from table payments
ALTER TABLE payments DROP CONSTRAINT ck_payments_amount_not_zero, ALGORITHM=INSTANT;

-- add column customers.fax
ALTER TABLE customers ADD COLUMN fax varchar(40), ALGORITHM=INSTANT;

-- give rows of customers their values in fax
UPDATE customers
    JOIN `goofer_kept_customers.fax_20261121054141` AS kept ON customers.id = kept.id
    SET customers.fax = kept.fax;

-- drop goofer_kept_customers.fax_20261121054141, its values are back in table customers
DROP TABLE `goofer_kept_customers.fax_20261121054141`;

-- create table subscribers, with the rows kept in goofer_kept_subscribers_20261121054141
RENAME TABLE goofer_kept_subscribers_20261121054141 TO subscribers;

-- add foreign key fk_subscribers_customer_id_customers (customer_id to customers) to table subscribers
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE subscribers ADD CONSTRAINT fk_subscribers_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id);

CREATE TABLE wishes (
    id int(11) NOT NULL AUTO_INCREMENT,
    customer_id int(11) NOT NULL,
    words text NOT NULL,
    INDEX fk_wishes_customer_id_customers (customer_id),
    PRIMARY KEY (id),
    CONSTRAINT fk_wishes_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
) AUTO_INCREMENT = 3;

-- add unique constraint uq_countries_name (name) to table countries
ALTER TABLE countries ADD UNIQUE INDEX uq_countries_name (name), ALGORITHM=INPLACE, LOCK=NONE;
