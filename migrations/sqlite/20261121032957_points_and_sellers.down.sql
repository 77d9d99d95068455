-- 20261121032957_points_and_sellers (down)
-- Written by goofer 0.1.0 for sqlite 3.40.1.
-- Does:
--   - drop foreign key fk_order_seller_id_employees (seller_id to employees) from table order
--   - drop check ck_customers_points_not_negative (points >= 0) from table customers
--   - drop unique constraint uq_customers_mail (mail) from table customers
--   - drop column order.seller_id (its values are lost)
--   - drop column customers.points (its values are lost)
--   - drop column customers.locale (its values are lost)
--   - change column order.status: type VARCHAR(8) to VARCHAR(6)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 10 tables.
--   But no sample row met the constraints of subscribers.
--   But the way back of converted values is not compared: order.status.

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
FROM (VALUES ('customers'), ('order'), ('subscribers'), ('wishes'), ('order_lines'), ('payments'))
JOIN pragma_foreign_key_check(column1)
GROUP BY "table", parent;

-- rebuild table order, all rows are copied
CREATE TABLE goofer_new_order (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    status VARCHAR(6) NOT NULL DEFAULT 'placed',
    placed_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    note TEXT,
    CONSTRAINT pk_order PRIMARY KEY (id),
    CONSTRAINT fk_order_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id)
);
INSERT INTO goofer_new_order (id, customer_id, status, placed_at, note)
SELECT id, customer_id, status, placed_at, note
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
    mail VARCHAR(120) NOT NULL,
    phone VARCHAR(40) NOT NULL,
    fax VARCHAR(40),
    street VARCHAR(120) NOT NULL,
    city VARCHAR(80) NOT NULL,
    country_code VARCHAR(2) NOT NULL,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT fk_customers_country_code_countries FOREIGN KEY (country_code) REFERENCES countries (code)
);
INSERT INTO goofer_new_customers (id, name, mail, phone, fax, street, city, country_code, created_at, updated_at)
SELECT id, name, mail, phone, fax, street, city, country_code, created_at, updated_at
FROM customers;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_customers) = (SELECT count(*) FROM customers);
DROP TABLE customers;
ALTER TABLE goofer_new_customers RENAME TO customers;
CREATE INDEX ix_customers_name_lower ON customers (lower(name));

-- No foreign key may be broken in more rows than before
INSERT INTO goofer_guard (keys_hold)
SELECT count(*) <= coalesce((
    SELECT violations FROM goofer_broken AS b WHERE b.child = k."table" AND b.parent = k.parent
), 0)
FROM (VALUES ('customers'), ('order'), ('subscribers'), ('wishes'), ('order_lines'), ('payments'))
JOIN pragma_foreign_key_check(column1) AS k
GROUP BY k."table", k.parent;
DROP TABLE temp.goofer_broken;
DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
