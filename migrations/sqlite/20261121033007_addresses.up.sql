-- 20261121033007_addresses (up)
-- Written by goofer 0.1.0 for sqlite 3.40.1.
-- Does:
--   - create table addresses
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- create table addresses
CREATE TABLE addresses (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    street VARCHAR(120) NOT NULL,
    city VARCHAR(80) NOT NULL,
    country_code VARCHAR(2) NOT NULL,
    is_default BOOLEAN NOT NULL DEFAULT 0,
    CONSTRAINT pk_addresses PRIMARY KEY (id),
    CONSTRAINT fk_addresses_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
    CONSTRAINT fk_addresses_country_code_countries FOREIGN KEY (country_code) REFERENCES countries (code)
);
CREATE UNIQUE INDEX ix_addresses_customer_id ON addresses (customer_id) WHERE is_default IS 1;
