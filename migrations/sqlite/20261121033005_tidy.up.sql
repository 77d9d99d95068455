-- 20261121033005_tidy (up)
-- Written by goofer 0.1.0 for sqlite 3.40.1.
-- Does:
--   - drop index ix_customers_name_lower of table customers
--   - drop unique constraint uq_countries_name (name) from table countries
--   - drop table wishes (its rows are lost)
--   - drop table subscribers (its rows are kept in goofer_kept_subscribers_20261121033005)
--   - drop column customers.fax (its values are kept in goofer_kept_customers.fax_20261121033005)
--   - add check ck_payments_amount_not_zero (amount != 0) to table payments
--   - create unique index ix_customers_email_lower on table customers
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
FROM (VALUES ('subscribers'), ('wishes'), ('customers'), ('payments'))
JOIN pragma_foreign_key_check(column1)
GROUP BY "table", parent;

-- drop index ix_customers_name_lower of table customers
DROP INDEX ix_customers_name_lower;

-- rebuild table countries, all rows are copied
CREATE TABLE goofer_new_countries (
    code VARCHAR(2) NOT NULL,
    name VARCHAR(80) NOT NULL,
    in_customs_union BOOLEAN NOT NULL,
    CONSTRAINT pk_countries PRIMARY KEY (code)
);
INSERT INTO goofer_new_countries (rowid, code, name, in_customs_union)
SELECT rowid, code, name, in_customs_union
FROM countries;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_countries) = (SELECT count(*) FROM countries);
DROP TABLE countries;
ALTER TABLE goofer_new_countries RENAME TO countries;

-- drop table wishes (its rows are lost)
DROP TABLE wishes;

-- drop table subscribers (its rows are kept in goofer_kept_subscribers_20261121033005)
CREATE TABLE goofer_kept_subscribers_20261121033005 (
    goofer_rowid INTEGER NOT NULL,
    mail,
    customer_id,
    weekly,
    PRIMARY KEY (goofer_rowid)
);
INSERT INTO goofer_kept_subscribers_20261121033005 (goofer_rowid, mail, customer_id, weekly)
SELECT rowid, mail, customer_id, weekly
FROM subscribers;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_kept_subscribers_20261121033005) = (SELECT count(*) FROM subscribers);
DROP TABLE subscribers;

-- keep values of table customers in goofer_kept_customers.fax_20261121033005
CREATE TABLE "goofer_kept_customers.fax_20261121033005" (
    id INTEGER NOT NULL,
    fax,
    PRIMARY KEY (id)
);
INSERT INTO "goofer_kept_customers.fax_20261121033005" (id, fax)
SELECT id, fax
FROM customers;

-- drop column customers.fax (its values are kept in goofer_kept_customers.fax_20261121033005)
ALTER TABLE customers DROP COLUMN fax;

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
    CONSTRAINT ck_payments_amount_not_zero CHECK (amount != 0),
    CONSTRAINT fk_payments_order_id_order FOREIGN KEY (order_id) REFERENCES "order" (id) ON DELETE CASCADE
);
INSERT INTO goofer_new_payments (id, order_id, amount, received_at, kind, state, last_four, iban)
SELECT id, order_id, amount, received_at, kind, state, last_four, iban
FROM payments;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_payments) = (SELECT count(*) FROM payments);
DROP TABLE payments;
ALTER TABLE goofer_new_payments RENAME TO payments;

CREATE UNIQUE INDEX ix_customers_email_lower ON customers (lower(email));

-- No foreign key may be broken in more rows than before
INSERT INTO goofer_guard (keys_hold)
SELECT count(*) <= coalesce((
    SELECT violations FROM goofer_broken AS b WHERE b.child = k."table" AND b.parent = k.parent
), 0)
FROM (VALUES ('customers'), ('payments'))
JOIN pragma_foreign_key_check(column1) AS k
GROUP BY k."table", k.parent;
DROP TABLE temp.goofer_broken;
DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
