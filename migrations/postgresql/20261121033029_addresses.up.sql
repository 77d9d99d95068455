-- 20261121033029_addresses (up)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - create table addresses
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- create table addresses
CREATE TABLE addresses (
    id serial,
    customer_id integer NOT NULL,
    street character varying(120) NOT NULL,
    city character varying(80) NOT NULL,
    country_code character varying(2) NOT NULL,
    is_default boolean DEFAULT false NOT NULL,
    CONSTRAINT pk_addresses PRIMARY KEY (id),
    CONSTRAINT uq_addresses_customer_id_street_city UNIQUE (customer_id, street, city) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_addresses_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
    CONSTRAINT fk_addresses_country_code_countries FOREIGN KEY (country_code) REFERENCES countries (code)
);
CREATE UNIQUE INDEX ix_addresses_customer_id ON addresses (customer_id) WHERE is_default IS TRUE;
