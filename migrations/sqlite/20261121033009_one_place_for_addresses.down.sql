-- 20261121033009_one_place_for_addresses (down)
-- Written by goofer 0.1.0 for sqlite 3.40.1.
-- Does:
--   - drop foreign key fk_order_address_id_addresses (address_id to addresses) from table order
--   - drop column order.address_id (its values are lost)
--   - add column customers.country_code, with the values kept in goofer_kept_customers.country_code_20261121033009
--   - add column customers.city, with the values kept in goofer_kept_customers.city_20261121033009
--   - add column customers.street, with the values kept in goofer_kept_customers.street_20261121033009
--   - add foreign key fk_customers_country_code_countries (country_code to countries) to table customers
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
FROM (VALUES ('order_lines'), ('customers'), ('order'), ('invoices'), ('payments'), ('addresses'))
JOIN pragma_foreign_key_check(column1)
GROUP BY "table", parent;

-- rebuild table order, all rows are copied
CREATE TABLE goofer_new_order (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    status VARCHAR(8) NOT NULL DEFAULT 'placed',
    placed_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    remark TEXT,
    seller_id INTEGER,
    CONSTRAINT pk_order PRIMARY KEY (id),
    CONSTRAINT fk_order_seller_id_employees FOREIGN KEY (seller_id) REFERENCES employees (id),
    CONSTRAINT fk_order_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE RESTRICT
);
INSERT INTO goofer_new_order (id, customer_id, status, placed_at, remark, seller_id)
SELECT id, customer_id, status, placed_at, remark, seller_id
FROM "order";
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_order) = (SELECT count(*) FROM "order");
DROP TABLE "order";
ALTER TABLE goofer_new_order RENAME TO "order";
CREATE INDEX ix_order_customer_id ON "order" (customer_id);
CREATE INDEX ix_order_open ON "order" (placed_at) WHERE status = 'placed';

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
    country_code VARCHAR(2) NOT NULL,
    city VARCHAR(80) NOT NULL,
    street VARCHAR(120) NOT NULL,
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT uq_customers_email UNIQUE (email),
    CONSTRAINT ck_customers_points_not_negative CHECK (points >= 0),
    CONSTRAINT fk_customers_country_code_countries FOREIGN KEY (country_code) REFERENCES countries (code)
);
INSERT INTO goofer_new_customers (id, name, email, phone, created_at, updated_at, locale, points, country_code, city, street)
SELECT
    id,
    name,
    email,
    phone,
    created_at,
    updated_at,
    locale,
    points,
    coalesce((SELECT kept.country_code FROM "goofer_kept_customers.country_code_20261121033009" AS kept WHERE kept.id IS customers.id), ''),
    coalesce((SELECT kept.city FROM "goofer_kept_customers.city_20261121033009" AS kept WHERE kept.id IS customers.id), ''),
    coalesce((SELECT kept.street FROM "goofer_kept_customers.street_20261121033009" AS kept WHERE kept.id IS customers.id), '')
FROM customers;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_customers) = (SELECT count(*) FROM customers);
DROP TABLE customers;
ALTER TABLE goofer_new_customers RENAME TO customers;
CREATE UNIQUE INDEX ix_customers_email_lower ON customers (lower(email));

-- drop goofer_kept_customers.country_code_20261121033009, its values are back in table customers
DROP TABLE "goofer_kept_customers.country_code_20261121033009";

-- drop goofer_kept_customers.city_20261121033009, its values are back in table customers
DROP TABLE "goofer_kept_customers.city_20261121033009";

-- drop goofer_kept_customers.street_20261121033009, its values are back in table customers
DROP TABLE "goofer_kept_customers.street_20261121033009";

-- No foreign key may be broken in more rows than before
INSERT INTO goofer_guard (keys_hold)
SELECT count(*) <= coalesce((
    SELECT violations FROM goofer_broken AS b WHERE b.child = k."table" AND b.parent = k.parent
), 0)
FROM (VALUES ('order_lines'), ('customers'), ('order'), ('invoices'), ('payments'), ('addresses'))
JOIN pragma_foreign_key_check(column1) AS k
GROUP BY k."table", k.parent;
DROP TABLE temp.goofer_broken;
DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
