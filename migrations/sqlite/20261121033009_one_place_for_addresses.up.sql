-- 20261121033009_one_place_for_addresses (up)
-- Written by goofer 0.1.0 for sqlite 3.40.1.
-- Does:
--   - drop foreign key fk_customers_country_code_countries (country_code to countries) from table customers
--   - drop column customers.street (its values are kept in goofer_kept_customers.street_20261121033009)
--   - drop column customers.city (its values are kept in goofer_kept_customers.city_20261121033009)
--   - drop column customers.country_code (its values are kept in goofer_kept_customers.country_code_20261121033009)
--   - add column order.address_id
--   - add foreign key fk_order_address_id_addresses (address_id to addresses) to table order
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 10 tables.
--   But no sample row met the constraints of payments.
-- The way back:
--   - rows of customers that came later get '' in street
--   - rows of customers that came later get '' in city
--   - rows of customers that came later get '' in country_code

-- While foreign keys are enforced, dropping a table deletes the rows that refer to it, so they are
-- switched off meanwhile; what the guard below does not find in order undoes everything.
-- By hand: sqlite3 -bail DATABASE < FILE

PRAGMA foreign_keys = OFF;

BEGIN IMMEDIATE;

CREATE TEMP TABLE goofer_guard (
    foreign_keys INTEGER CONSTRAINT "foreign keys are switched off" CHECK (foreign_keys = 0),
    rows_copied INTEGER CONSTRAINT "every row is copied" CHECK (rows_copied),
    keys_hold INTEGER CONSTRAINT "no more rows than before refer to nothing" CHECK (keys_hold)
);

INSERT INTO goofer_guard (foreign_keys) SELECT foreign_keys FROM pragma_foreign_keys;

-- Rows that refer to nothing already
CREATE TEMP TABLE goofer_broken (
    child TEXT COLLATE NOCASE,
    parent TEXT COLLATE NOCASE,
    violations INTEGER
);
INSERT INTO goofer_broken
SELECT "table", parent, count(*)
FROM (VALUES ('customers'), ('order'), ('addresses'))
JOIN pragma_foreign_key_check(column1)
GROUP BY "table", parent;

-- keep values of table customers in goofer_kept_customers.street_20261121033009
CREATE TABLE "goofer_kept_customers.street_20261121033009" (
    id INTEGER NOT NULL,
    street,
    PRIMARY KEY (id)
);
INSERT INTO "goofer_kept_customers.street_20261121033009" (id, street)
SELECT id, street
FROM customers;

-- keep values of table customers in goofer_kept_customers.city_20261121033009
CREATE TABLE "goofer_kept_customers.city_20261121033009" (
    id INTEGER NOT NULL,
    city,
    PRIMARY KEY (id)
);
INSERT INTO "goofer_kept_customers.city_20261121033009" (id, city)
SELECT id, city
FROM customers;

-- keep values of table customers in goofer_kept_customers.country_code_20261121033009
CREATE TABLE "goofer_kept_customers.country_code_20261121033009" (
    id INTEGER NOT NULL,
    country_code,
    PRIMARY KEY (id)
);
INSERT INTO "goofer_kept_customers.country_code_20261121033009" (id, country_code)
SELECT id, country_code
FROM customers;

-- rebuild table customers, all rows are copied
CREATE TABLE goofer_new_customers (
    id INTEGER NOT NULL,
    name VARCHAR(80) NOT NULL,
    email VARCHAR(120) NOT NULL,
    phone VARCHAR(40),
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    locale VARCHAR(5) NOT NULL,
    points INTEGER NOT NULL DEFAULT '0',
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT uq_customers_email UNIQUE (email),
    CONSTRAINT ck_customers_points_not_negative CHECK (points >= 0)
);
INSERT INTO goofer_new_customers (id, name, email, phone, created_at, updated_at, locale, points)
SELECT id, name, email, phone, created_at, updated_at, locale, points
FROM customers;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_customers) = (SELECT count(*) FROM customers);
DROP TABLE customers;
ALTER TABLE goofer_new_customers RENAME TO customers;
CREATE UNIQUE INDEX ix_customers_email_lower ON customers (lower(email));

-- add column order.address_id, add foreign key fk_order_address_id_addresses (address_id to addresses) to table order
ALTER TABLE "order" ADD COLUMN address_id INTEGER CONSTRAINT fk_order_address_id_addresses REFERENCES addresses (id) ON DELETE SET NULL;

-- No foreign key may be broken in more rows than before
INSERT INTO goofer_guard (keys_hold)
SELECT count(*) <= coalesce((
    SELECT violations FROM goofer_broken AS b WHERE b.child = k."table" AND b.parent = k.parent
), 0)
FROM (VALUES ('customers'), ('order'), ('addresses'))
JOIN pragma_foreign_key_check(column1) AS k
GROUP BY k."table", k.parent;
DROP TABLE temp.goofer_broken;
DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
