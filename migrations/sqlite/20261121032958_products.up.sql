-- 20261121032958_products (up)
-- Written by goofer 0.1.0 for sqlite 3.40.1.
-- Does:
--   - rename table article_tags to product_tags
--   - rename table articles to products
--   - rename column stock_levels.article_id to product_id
--   - rename column order_lines.article_id to product_id
--   - rename column product_tags.article_id to product_id
--   - rename column order.note to remark
--   - rename column customers.mail to email
--   - rename foreign key fk_books_id_articles (id to products) of table books to fk_books_id_products
--   - rename unique constraint uq_customers_mail (email) of table customers to uq_customers_email
--   - rename foreign key fk_garments_id_articles (id to products) of table garments to fk_garments_id_products
--   - rename foreign key fk_order_lines_article_id_articles (product_id to products) of table order_lines to fk_order_lines_product_id_products
--   - rename primary key pk_article_tags (product_id, tag_id) of table product_tags to pk_product_tags
--   - rename foreign key fk_article_tags_article_id_articles (product_id to products) of table product_tags to fk_product_tags_product_id_products
--   - rename foreign key fk_article_tags_tag_id_tags (tag_id to tags) of table product_tags to fk_product_tags_tag_id_tags
--   - rename index ix_article_tags_tag_id of table product_tags to ix_product_tags_tag_id
--   - rename primary key pk_articles (id) of table products to pk_products
--   - rename unique constraint uq_articles_sku (sku) of table products to uq_products_sku
--   - rename check ck_articles_price_not_negative (price >= 0) of table products to ck_products_price_not_negative
--   - rename foreign key fk_articles_category_id_categories (category_id to categories) of table products to fk_products_category_id_categories
--   - rename index ix_articles_attributes of table products to ix_products_attributes
--   - rename index ix_articles_category_id of table products to ix_products_category_id
--   - rename unique constraint uq_stock_levels_warehouse_code_article_id (warehouse_code, product_id) of table stock_levels to uq_stock_levels_warehouse_code_product_id
--   - rename foreign key fk_stock_levels_article_id_articles (product_id to products) of table stock_levels to fk_stock_levels_product_id_products
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 17 tables.
--   But no sample row met the constraints of subscribers.

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
FROM (VALUES ('articles'), ('stock_levels'), ('subscribers'), ('wishes'), ('order_lines'), ('garments'), ('books'), ('Größen'), ('article_tags'), ('order'), ('customers'))
JOIN pragma_foreign_key_check(column1)
GROUP BY "table", parent;
UPDATE goofer_broken SET child = 'products' WHERE child = 'articles';
UPDATE goofer_broken SET parent = 'products' WHERE parent = 'articles';
UPDATE goofer_broken SET child = 'product_tags' WHERE child = 'article_tags';
UPDATE goofer_broken SET parent = 'product_tags' WHERE parent = 'article_tags';

-- rename table article_tags to product_tags
ALTER TABLE article_tags RENAME TO product_tags;

-- rename table articles to products
ALTER TABLE articles RENAME TO products;

-- rename column stock_levels.article_id to product_id
ALTER TABLE stock_levels RENAME COLUMN article_id TO product_id;

-- rename column order_lines.article_id to product_id
ALTER TABLE order_lines RENAME COLUMN article_id TO product_id;

-- rename column product_tags.article_id to product_id
ALTER TABLE product_tags RENAME COLUMN article_id TO product_id;

-- rename column order.note to remark
ALTER TABLE "order" RENAME COLUMN note TO remark;

-- rename column customers.mail to email
ALTER TABLE customers RENAME COLUMN mail TO email;

-- rebuild table books, all rows are copied
CREATE TABLE goofer_new_books (
    id INTEGER NOT NULL,
    isbn VARCHAR(13) NOT NULL,
    authors JSON NOT NULL,
    CONSTRAINT pk_books PRIMARY KEY (id),
    CONSTRAINT uq_books_isbn UNIQUE (isbn),
    CONSTRAINT fk_books_id_products FOREIGN KEY (id) REFERENCES products (id) ON DELETE CASCADE
);
INSERT INTO goofer_new_books (id, isbn, authors)
SELECT id, isbn, authors
FROM books;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_books) = (SELECT count(*) FROM books);
DROP TABLE books;
ALTER TABLE goofer_new_books RENAME TO books;

-- rebuild table customers, all rows are copied
CREATE TABLE goofer_new_customers (
    id INTEGER NOT NULL,
    name VARCHAR(80) NOT NULL,
    email VARCHAR(120) NOT NULL,
    phone VARCHAR(40) NOT NULL,
    fax VARCHAR(40),
    street VARCHAR(120) NOT NULL,
    city VARCHAR(80) NOT NULL,
    country_code VARCHAR(2) NOT NULL,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    locale VARCHAR(5) NOT NULL,
    points INTEGER NOT NULL DEFAULT '0',
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT uq_customers_email UNIQUE (email),
    CONSTRAINT ck_customers_points_not_negative CHECK (points >= 0),
    CONSTRAINT fk_customers_country_code_countries FOREIGN KEY (country_code) REFERENCES countries (code)
);
INSERT INTO goofer_new_customers (id, name, email, phone, fax, street, city, country_code, created_at, updated_at, locale, points)
SELECT
    id,
    name,
    email,
    phone,
    fax,
    street,
    city,
    country_code,
    created_at,
    updated_at,
    locale,
    points
FROM customers;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_customers) = (SELECT count(*) FROM customers);
DROP TABLE customers;
ALTER TABLE goofer_new_customers RENAME TO customers;
CREATE INDEX ix_customers_name_lower ON customers (lower(name));

-- rebuild table garments, all rows are copied
CREATE TABLE goofer_new_garments (
    id INTEGER NOT NULL,
    picture BLOB,
    CONSTRAINT pk_garments PRIMARY KEY (id),
    CONSTRAINT fk_garments_id_products FOREIGN KEY (id) REFERENCES products (id) ON DELETE CASCADE
);
INSERT INTO goofer_new_garments (id, picture)
SELECT id, picture
FROM garments;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_garments) = (SELECT count(*) FROM garments);
DROP TABLE garments;
ALTER TABLE goofer_new_garments RENAME TO garments;

-- rebuild table order_lines, all rows are copied
CREATE TABLE goofer_new_order_lines (
    order_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    unit_price INTEGER NOT NULL,
    total INTEGER NOT NULL GENERATED ALWAYS AS (quantity * unit_price) STORED,
    CONSTRAINT pk_order_lines PRIMARY KEY (order_id, line),
    CONSTRAINT ck_order_lines_quantity_positive CHECK (quantity > 0),
    CONSTRAINT fk_order_lines_order_id_order FOREIGN KEY (order_id) REFERENCES "order" (id) ON DELETE CASCADE,
    CONSTRAINT fk_order_lines_product_id_products FOREIGN KEY (product_id) REFERENCES products (id)
);
INSERT INTO goofer_new_order_lines (rowid, order_id, line, product_id, quantity, unit_price)
SELECT rowid, order_id, line, product_id, quantity, unit_price
FROM order_lines;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_order_lines) = (SELECT count(*) FROM order_lines);
DROP TABLE order_lines;
ALTER TABLE goofer_new_order_lines RENAME TO order_lines;

-- rebuild table product_tags, all rows are copied
CREATE TABLE goofer_new_product_tags (
    product_id INTEGER NOT NULL,
    tag_id INTEGER NOT NULL,
    CONSTRAINT pk_product_tags PRIMARY KEY (product_id, tag_id),
    CONSTRAINT fk_product_tags_product_id_products FOREIGN KEY (product_id) REFERENCES products (id) ON DELETE CASCADE,
    CONSTRAINT fk_product_tags_tag_id_tags FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE
);
INSERT INTO goofer_new_product_tags (rowid, product_id, tag_id)
SELECT rowid, product_id, tag_id
FROM product_tags;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_product_tags) = (SELECT count(*) FROM product_tags);
DROP TABLE product_tags;
ALTER TABLE goofer_new_product_tags RENAME TO product_tags;
CREATE INDEX ix_article_tags_tag_id ON product_tags (tag_id);

-- drop index ix_article_tags_tag_id of table product_tags
DROP INDEX ix_article_tags_tag_id;

CREATE INDEX ix_product_tags_tag_id ON product_tags (tag_id);

-- rebuild table products, all rows are copied
CREATE TABLE goofer_new_products (
    id INTEGER NOT NULL,
    sku VARCHAR(20) NOT NULL,
    title VARCHAR(100) NOT NULL,
    price INTEGER NOT NULL,
    year VARCHAR(4),
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
    price,
    year,
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
CREATE INDEX ix_articles_category_id ON products (category_id);
CREATE INDEX ix_articles_attributes ON products (attributes);

-- drop index ix_articles_attributes of table products
DROP INDEX ix_articles_attributes;

CREATE INDEX ix_products_attributes ON products (attributes);

-- drop index ix_articles_category_id of table products
DROP INDEX ix_articles_category_id;

CREATE INDEX ix_products_category_id ON products (category_id);

-- rebuild table stock_levels, all rows are copied
CREATE TABLE goofer_new_stock_levels (
    id INTEGER NOT NULL,
    warehouse_code VARCHAR(8) NOT NULL,
    product_id INTEGER NOT NULL,
    quantity INTEGER NOT NULL DEFAULT '0',
    CONSTRAINT pk_stock_levels PRIMARY KEY (id),
    CONSTRAINT uq_stock_levels_warehouse_code_product_id UNIQUE (warehouse_code, product_id),
    CONSTRAINT fk_stock_levels_warehouse_code_warehouses FOREIGN KEY (warehouse_code) REFERENCES warehouses (code),
    CONSTRAINT fk_stock_levels_product_id_products FOREIGN KEY (product_id) REFERENCES products (id) ON DELETE CASCADE
);
INSERT INTO goofer_new_stock_levels (id, warehouse_code, product_id, quantity)
SELECT id, warehouse_code, product_id, quantity
FROM stock_levels;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_stock_levels) = (SELECT count(*) FROM stock_levels);
DROP TABLE stock_levels;
ALTER TABLE goofer_new_stock_levels RENAME TO stock_levels;

-- No foreign key may be broken in more rows than before
INSERT INTO goofer_guard (keys_hold)
SELECT count(*) <= coalesce((
    SELECT violations FROM goofer_broken AS b WHERE b.child = k."table" AND b.parent = k.parent
), 0)
FROM (VALUES ('products'), ('stock_levels'), ('subscribers'), ('wishes'), ('order_lines'), ('garments'), ('books'), ('Größen'), ('product_tags'), ('order'), ('customers'))
JOIN pragma_foreign_key_check(column1) AS k
GROUP BY k."table", k.parent;
DROP TABLE temp.goofer_broken;
DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
