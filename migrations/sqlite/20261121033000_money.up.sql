-- 20261121033000_money (up)
-- Written by goofer 0.1.0 for sqlite 3.40.1.
-- Does:
--   - drop column order_lines.total (computed, nothing is lost)
--   - change column order_lines.unit_price: type INTEGER to NUMERIC(12, 2)
--   - change column payments.amount: type INTEGER to NUMERIC(12, 2)
--   - change column products.title: type VARCHAR(100) to VARCHAR(200)
--   - change column products.price: type INTEGER to NUMERIC(12, 2)
--   - change column products.year: type VARCHAR(4) to INTEGER
--   - add column order_lines.discount
--   - add column order_lines.total
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 15 tables.
--   But the way back of converted values is not compared: order_lines.unit_price, payments.amount, products.price, products.title, products.year.

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
FROM (VALUES ('payments'), ('books'), ('garments'), ('order_lines'), ('product_tags'), ('products'), ('stock_levels'))
JOIN pragma_foreign_key_check(column1)
GROUP BY "table", parent;

-- rebuild table order_lines, all rows are copied
CREATE TABLE goofer_new_order_lines (
    order_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    unit_price NUMERIC(12, 2) NOT NULL,
    discount NUMERIC(12, 2) NOT NULL DEFAULT '0',
    total NUMERIC(12, 2) NOT NULL GENERATED ALWAYS AS (quantity * unit_price - discount) STORED,
    CONSTRAINT pk_order_lines PRIMARY KEY (order_id, line),
    CONSTRAINT ck_order_lines_quantity_positive CHECK (quantity > 0),
    CONSTRAINT fk_order_lines_order_id_order FOREIGN KEY (order_id) REFERENCES "order" (id) ON DELETE CASCADE,
    CONSTRAINT fk_order_lines_product_id_products FOREIGN KEY (product_id) REFERENCES products (id)
);
INSERT INTO goofer_new_order_lines (rowid, order_id, line, product_id, quantity, unit_price)
SELECT rowid, order_id, line, product_id, quantity, unit_price / 100.0
FROM order_lines;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_order_lines) = (SELECT count(*) FROM order_lines);
DROP TABLE order_lines;
ALTER TABLE goofer_new_order_lines RENAME TO order_lines;

-- rebuild table payments, all rows are copied
CREATE TABLE goofer_new_payments (
    id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    amount NUMERIC(12, 2) NOT NULL,
    received_at DATETIME,
    CONSTRAINT pk_payments PRIMARY KEY (id),
    CONSTRAINT fk_payments_order_id_order FOREIGN KEY (order_id) REFERENCES "order" (id)
);
INSERT INTO goofer_new_payments (id, order_id, amount, received_at)
SELECT id, order_id, amount / 100.0, received_at
FROM payments;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_payments) = (SELECT count(*) FROM payments);
DROP TABLE payments;
ALTER TABLE goofer_new_payments RENAME TO payments;

-- rebuild table products, all rows are copied
CREATE TABLE goofer_new_products (
    id INTEGER NOT NULL,
    sku VARCHAR(20) NOT NULL,
    title VARCHAR(200) NOT NULL,
    price NUMERIC(12, 2) NOT NULL,
    year INTEGER,
    category_id INTEGER NOT NULL,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    kind VARCHAR(20) NOT NULL DEFAULT 'thing',
    description TEXT,
    attributes JSON NOT NULL DEFAULT '{}',
    CONSTRAINT pk_products PRIMARY KEY (id),
    CONSTRAINT uq_products_sku UNIQUE (sku),
    CONSTRAINT ck_products_price_not_negative CHECK (price >= 0),
    CONSTRAINT fk_products_category_id_categories FOREIGN KEY (category_id) REFERENCES categories (id) ON DELETE RESTRICT
);
INSERT INTO goofer_new_products (id, sku, title, price, year, category_id, created_at, updated_at, kind, description, attributes)
SELECT
    id,
    sku,
    title,
    price / 100.0,
    CAST(year AS INTEGER),
    category_id,
    created_at,
    updated_at,
    kind,
    description,
    attributes
FROM products;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_products) = (SELECT count(*) FROM products);
DROP TABLE products;
ALTER TABLE goofer_new_products RENAME TO products;
CREATE INDEX ix_products_attributes ON products (attributes);
CREATE INDEX ix_products_category_id ON products (category_id);

-- No foreign key may be broken in more rows than before
INSERT INTO goofer_guard (keys_hold)
SELECT count(*) <= coalesce((
    SELECT violations FROM goofer_broken AS b WHERE b.child = k."table" AND b.parent = k.parent
), 0)
FROM (VALUES ('payments'), ('books'), ('garments'), ('order_lines'), ('product_tags'), ('products'), ('stock_levels'))
JOIN pragma_foreign_key_check(column1) AS k
GROUP BY k."table", k.parent;
DROP TABLE temp.goofer_broken;
DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
