-- 20261121054541_addresses (up)
-- Written by goofer 0.1.0 for mysql 8.0.31.
-- Does:
--   - create table addresses
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- Not atomic: this server commits after each statement.

CREATE TABLE addresses (
    id int NOT NULL AUTO_INCREMENT,
    customer_id int NOT NULL,
    street varchar(120) NOT NULL,
    city varchar(80) NOT NULL,
    country_code varchar(2) NOT NULL,
    is_default tinyint(1) NOT NULL DEFAULT 0,
    INDEX fk_addresses_country_code_countries (country_code),
    INDEX fk_addresses_customer_id_customers (customer_id),
    PRIMARY KEY (id),
    CONSTRAINT fk_addresses_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
    CONSTRAINT fk_addresses_country_code_countries FOREIGN KEY (country_code) REFERENCES countries (code)
);
