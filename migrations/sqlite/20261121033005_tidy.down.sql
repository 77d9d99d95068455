-- 20261121033005_tidy (down)
-- Written by goofer 0.1.0 for sqlite 3.40.1.
-- Does:
--   - drop index ix_customers_email_lower of table customers
--   - drop check ck_payments_amount_not_zero (amount != 0) from table payments
--   - add column customers.fax, with the values kept in goofer_kept_customers.fax_20261121033005
--   - create table subscribers, with the rows kept in goofer_kept_subscribers_20261121033005
--   - create table wishes
--   - add unique constraint uq_countries_name (name) to table countries
--   - create index ix_customers_name_lower on table customers
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 6 tables.
--   But no sample row met the constraints of subscribers, payments.
-- The way back:
--   - wishes comes back empty: its rows are discarded
--   - rows of customers that came later get NULL in fax

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
FROM (VALUES ('customers'), ('order'), ('payments'))
JOIN pragma_foreign_key_check(column1)
GROUP BY "table", parent;

-- drop index ix_customers_email_lower of table customers
DROP INDEX ix_customers_email_lower;

-- rebuild table payments, all rows are copied
CREATE TABLE goofer_new_payments (
    id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    amount NUMERIC(12, 2) NOT NULL,
    received_at DATETIME,
    kind VARCHAR(20) NOT NULL,
    state VARCHAR(20) NOT NULL DEFAULT 'EXPECTED',
    last_four VARCHAR(4),
    iban VARCHAR(34),
    CONSTRAINT pk_payments PRIMARY KEY (id),
    CONSTRAINT ck_payments_state CHECK (state IN ('EXPECTED', 'RECEIVED', 'REFUSED')),
    CONSTRAINT ck_payments_card_has_last_four CHECK (kind != 'card' OR last_four IS NOT NULL),
    CONSTRAINT fk_payments_order_id_order FOREIGN KEY (order_id) REFERENCES "order" (id) ON DELETE CASCADE
);
INSERT INTO goofer_new_payments (id, order_id, amount, received_at, kind, state, last_four, iban)
SELECT id, order_id, amount, received_at, kind, state, last_four, iban
FROM payments;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_payments) = (SELECT count(*) FROM payments);
DROP TABLE payments;
ALTER TABLE goofer_new_payments RENAME TO payments;

-- rebuild table customers, all rows are copied
CREATE TABLE goofer_new_customers (
    id INTEGER NOT NULL,
    name VARCHAR(80) NOT NULL,
    email VARCHAR(120) NOT NULL,
    phone VARCHAR(40),
    street VARCHAR(120) NOT NULL,
    city VARCHAR(80) NOT NULL,
    country_code VARCHAR(2) NOT NULL,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    locale VARCHAR(5) NOT NULL,
    points INTEGER NOT NULL DEFAULT '0',
    fax VARCHAR(40),
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT uq_customers_email UNIQUE (email),
    CONSTRAINT ck_customers_points_not_negative CHECK (points >= 0),
    CONSTRAINT fk_customers_country_code_countries FOREIGN KEY (country_code) REFERENCES countries (code)
);
INSERT INTO goofer_new_customers (id, name, email, phone, street, city, country_code, created_at, updated_at, locale, points, fax)
SELECT
    id,
    name,
    email,
    phone,
    street,
    city,
    country_code,
    created_at,
    updated_at,
    locale,
    points,
    (SELECT kept.fax FROM "goofer_kept_customers.fax_20261121033005" AS kept WHERE kept.id IS customers.id)
FROM customers;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_customers) = (SELECT count(*) FROM customers);
DROP TABLE customers;
ALTER TABLE goofer_new_customers RENAME TO customers;

-- drop goofer_kept_customers.fax_20261121033005, its values are back in table customers
DROP TABLE "goofer_kept_customers.fax_20261121033005";

-- create table subscribers, with the rows kept in goofer_kept_subscribers_20261121033005
CREATE TABLE subscribers (
    mail VARCHAR(120) NOT NULL,
    customer_id INTEGER,
    weekly BOOLEAN NOT NULL,
    CONSTRAINT pk_subscribers PRIMARY KEY (mail),
    CONSTRAINT ck_subscribers_mail_has_at CHECK (mail LIKE '%@%'),
    CONSTRAINT fk_subscribers_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id)
);
INSERT INTO subscribers (rowid, mail, customer_id, weekly)
SELECT goofer_rowid, mail, customer_id, weekly
FROM goofer_kept_subscribers_20261121033005;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM subscribers) = (SELECT count(*) FROM goofer_kept_subscribers_20261121033005);
DROP TABLE goofer_kept_subscribers_20261121033005;

CREATE TABLE wishes (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    words TEXT NOT NULL,
    CONSTRAINT pk_wishes PRIMARY KEY (id),
    CONSTRAINT fk_wishes_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
);

-- rebuild table countries, all rows are copied
CREATE TABLE goofer_new_countries (
    code VARCHAR(2) NOT NULL,
    name VARCHAR(80) NOT NULL,
    in_customs_union BOOLEAN NOT NULL,
    CONSTRAINT pk_countries PRIMARY KEY (code),
    CONSTRAINT uq_countries_name UNIQUE (name)
);
INSERT INTO goofer_new_countries (rowid, code, name, in_customs_union)
SELECT rowid, code, name, in_customs_union
FROM countries;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_countries) = (SELECT count(*) FROM countries);
DROP TABLE countries;
ALTER TABLE goofer_new_countries RENAME TO countries;

CREATE INDEX ix_customers_name_lower ON customers (lower(name));

-- No foreign key may be broken in more rows than before
INSERT INTO goofer_guard (keys_hold)
SELECT count(*) <= coalesce((
    SELECT violations FROM goofer_broken AS b WHERE b.child = k."table" AND b.parent = k.parent
), 0)
FROM (VALUES ('customers'), ('order'), ('payments'), ('subscribers'), ('wishes'))
JOIN pragma_foreign_key_check(column1) AS k
GROUP BY k."table", k.parent;
DROP TABLE temp.goofer_broken;
DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
