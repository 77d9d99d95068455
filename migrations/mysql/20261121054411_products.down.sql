-- 20261121054411_products (down)
-- Written by goofer 0.1.0 for mysql 8.0.31.
-- Does:
--   - rename index fk_stock_levels_product_id_products of table stock_levels to fk_stock_levels_article_id_articles
--   - rename foreign key fk_stock_levels_product_id_products (product_id to products) of table stock_levels to fk_stock_levels_article_id_articles
--   - rename unique constraint uq_stock_levels_warehouse_code_product_id (warehouse_code, product_id) of table stock_levels to uq_stock_levels_warehouse_code_article_id
--   - rename index ix_products_category_id of table products to ix_articles_category_id
--   - rename foreign key fk_products_category_id_categories (category_id to categories) of table products to fk_articles_category_id_categories
--   - rename check ck_products_price_not_negative (`price` >= 0) of table products to ck_articles_price_not_negative
--   - rename unique constraint uq_products_sku (sku) of table products to uq_articles_sku
--   - rename index ix_product_tags_tag_id of table product_tags to ix_article_tags_tag_id
--   - rename foreign key fk_product_tags_tag_id_tags (tag_id to tags) of table product_tags to fk_article_tags_tag_id_tags
--   - rename foreign key fk_product_tags_product_id_products (product_id to products) of table product_tags to fk_article_tags_article_id_articles
--   - rename index fk_order_lines_product_id_products of table order_lines to fk_order_lines_article_id_articles
--   - rename foreign key fk_order_lines_product_id_products (product_id to products) of table order_lines to fk_order_lines_article_id_articles
--   - rename foreign key fk_garments_id_products (id to products) of table garments to fk_garments_id_articles
--   - rename unique constraint uq_customers_email (email) of table customers to uq_customers_mail
--   - rename foreign key fk_books_id_products (id to products) of table books to fk_books_id_articles
--   - rename column stock_levels.product_id to article_id
--   - rename column order_lines.product_id to article_id
--   - rename column order.remark to note
--   - rename column customers.email to mail
--   - rename column product_tags.product_id to article_id
--   - rename table products to articles
--   - rename table product_tags to article_tags
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 17 tables.
--   But no sample row met the constraints of subscribers.
-- Not atomic: this server commits after each statement.

-- rename index fk_stock_levels_product_id_products of table stock_levels to fk_stock_levels_article_id_articles
ALTER TABLE stock_levels RENAME INDEX fk_stock_levels_product_id_products TO fk_stock_levels_article_id_articles, ALGORITHM=INPLACE, LOCK=NONE;

-- drop foreign key fk_stock_levels_product_id_products (product_id to products) from table stock_levels; add foreign key fk_stock_levels_article_id_articles (product_id to products) to table stock_levels
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE stock_levels
    DROP FOREIGN KEY fk_stock_levels_product_id_products,
    ADD CONSTRAINT fk_stock_levels_article_id_articles FOREIGN KEY (product_id) REFERENCES products (id) ON DELETE CASCADE;

-- rename unique constraint uq_stock_levels_warehouse_code_product_id (warehouse_code, product_id) of table stock_levels to uq_stock_levels_warehouse_code_article_id
ALTER TABLE stock_levels RENAME INDEX uq_stock_levels_warehouse_code_product_id TO uq_stock_levels_warehouse_code_article_id, ALGORITHM=INPLACE, LOCK=NONE;

-- rename index ix_products_category_id of table products to ix_articles_category_id
ALTER TABLE products RENAME INDEX ix_products_category_id TO ix_articles_category_id, ALGORITHM=INPLACE, LOCK=NONE;

-- drop foreign key fk_products_category_id_categories (category_id to categories) from table products; add foreign key fk_articles_category_id_categories (category_id to categories) to table products
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE products
    DROP FOREIGN KEY fk_products_category_id_categories,
    ADD CONSTRAINT fk_articles_category_id_categories FOREIGN KEY (category_id) REFERENCES categories (id);

-- drop check ck_products_price_not_negative (`price` >= 0) from table products; add check ck_articles_price_not_negative (`price` >= 0) to table products
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE products
    DROP CONSTRAINT ck_products_price_not_negative,
    ADD CONSTRAINT ck_articles_price_not_negative CHECK (price >= 0);

-- rename unique constraint uq_products_sku (sku) of table products to uq_articles_sku
ALTER TABLE products RENAME INDEX uq_products_sku TO uq_articles_sku, ALGORITHM=INPLACE, LOCK=NONE;

-- rename index ix_product_tags_tag_id of table product_tags to ix_article_tags_tag_id
ALTER TABLE product_tags RENAME INDEX ix_product_tags_tag_id TO ix_article_tags_tag_id, ALGORITHM=INPLACE, LOCK=NONE;

-- drop foreign key fk_product_tags_tag_id_tags (tag_id to tags) from table product_tags; add foreign key fk_article_tags_tag_id_tags (tag_id to tags) to table product_tags; drop foreign key fk_product_tags_product_id_products (product_id to products) from table product_tags; add foreign key fk_article_tags_article_id_articles (product_id to products) to table product_tags
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE product_tags
    DROP FOREIGN KEY fk_product_tags_tag_id_tags,
    ADD CONSTRAINT fk_article_tags_tag_id_tags FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE,
    DROP FOREIGN KEY fk_product_tags_product_id_products,
    ADD CONSTRAINT fk_article_tags_article_id_articles FOREIGN KEY (product_id) REFERENCES products (id) ON DELETE CASCADE;

-- rename index fk_order_lines_product_id_products of table order_lines to fk_order_lines_article_id_articles
ALTER TABLE order_lines RENAME INDEX fk_order_lines_product_id_products TO fk_order_lines_article_id_articles, ALGORITHM=INPLACE, LOCK=NONE;

-- drop foreign key fk_order_lines_product_id_products (product_id to products) from table order_lines; add foreign key fk_order_lines_article_id_articles (product_id to products) to table order_lines
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE order_lines
    DROP FOREIGN KEY fk_order_lines_product_id_products,
    ADD CONSTRAINT fk_order_lines_article_id_articles FOREIGN KEY (product_id) REFERENCES products (id);

-- drop foreign key fk_garments_id_products (id to products) from table garments; add foreign key fk_garments_id_articles (id to products) to table garments
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE garments
    DROP FOREIGN KEY fk_garments_id_products,
    ADD CONSTRAINT fk_garments_id_articles FOREIGN KEY (id) REFERENCES products (id) ON DELETE CASCADE;

-- rename unique constraint uq_customers_email (email) of table customers to uq_customers_mail
ALTER TABLE customers RENAME INDEX uq_customers_email TO uq_customers_mail, ALGORITHM=INPLACE, LOCK=NONE;

-- drop foreign key fk_books_id_products (id to products) from table books; add foreign key fk_books_id_articles (id to products) to table books
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE books
    DROP FOREIGN KEY fk_books_id_products,
    ADD CONSTRAINT fk_books_id_articles FOREIGN KEY (id) REFERENCES products (id) ON DELETE CASCADE;

-- rename column stock_levels.product_id to article_id
ALTER TABLE stock_levels RENAME COLUMN product_id TO article_id, ALGORITHM=INSTANT;

-- rename column order_lines.product_id to article_id
ALTER TABLE order_lines RENAME COLUMN product_id TO article_id, ALGORITHM=INSTANT;

-- rename column order.remark to note
ALTER TABLE `order` RENAME COLUMN remark TO note, ALGORITHM=INSTANT;

-- rename column customers.email to mail
ALTER TABLE customers RENAME COLUMN email TO mail, ALGORITHM=INSTANT;

-- rename column product_tags.product_id to article_id
ALTER TABLE product_tags RENAME COLUMN product_id TO article_id, ALGORITHM=INSTANT;

-- rename table products to articles
RENAME TABLE products TO articles;

-- rename table product_tags to article_tags
RENAME TABLE product_tags TO article_tags;
