-- 20261121054411_products (up)
-- Written by goofer 0.1.0 for mysql 8.0.31.
-- Does:
--   - rename table article_tags to product_tags
--   - rename table articles to products
--   - rename column product_tags.article_id to product_id
--   - rename column customers.mail to email
--   - rename column order.note to remark
--   - rename column order_lines.article_id to product_id
--   - rename column stock_levels.article_id to product_id
--   - rename foreign key fk_books_id_articles (id to products) of table books to fk_books_id_products
--   - rename unique constraint uq_customers_mail (email) of table customers to uq_customers_email
--   - rename foreign key fk_garments_id_articles (id to products) of table garments to fk_garments_id_products
--   - rename foreign key fk_order_lines_article_id_articles (product_id to products) of table order_lines to fk_order_lines_product_id_products
--   - rename index fk_order_lines_article_id_articles of table order_lines to fk_order_lines_product_id_products
--   - rename foreign key fk_article_tags_article_id_articles (product_id to products) of table product_tags to fk_product_tags_product_id_products
--   - rename foreign key fk_article_tags_tag_id_tags (tag_id to tags) of table product_tags to fk_product_tags_tag_id_tags
--   - rename index ix_article_tags_tag_id of table product_tags to ix_product_tags_tag_id
--   - rename unique constraint uq_articles_sku (sku) of table products to uq_products_sku
--   - rename check ck_articles_price_not_negative (`price` >= 0) of table products to ck_products_price_not_negative
--   - rename foreign key fk_articles_category_id_categories (category_id to categories) of table products to fk_products_category_id_categories
--   - rename index ix_articles_category_id of table products to ix_products_category_id
--   - rename unique constraint uq_stock_levels_warehouse_code_article_id (warehouse_code, product_id) of table stock_levels to uq_stock_levels_warehouse_code_product_id
--   - rename foreign key fk_stock_levels_article_id_articles (product_id to products) of table stock_levels to fk_stock_levels_product_id_products
--   - rename index fk_stock_levels_article_id_articles of table stock_levels to fk_stock_levels_product_id_products
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 17 tables.
--   But no sample row met the constraints of subscribers.
-- Not atomic: this server commits after each statement.

-- rename table article_tags to product_tags
RENAME TABLE article_tags TO product_tags;

-- rename table articles to products
RENAME TABLE articles TO products;

-- rename column product_tags.article_id to product_id
ALTER TABLE product_tags RENAME COLUMN article_id TO product_id, ALGORITHM=INSTANT;

-- rename column customers.mail to email
ALTER TABLE customers RENAME COLUMN mail TO email, ALGORITHM=INSTANT;

-- rename column order.note to remark
ALTER TABLE `order` RENAME COLUMN note TO remark, ALGORITHM=INSTANT;

-- rename column order_lines.article_id to product_id
ALTER TABLE order_lines RENAME COLUMN article_id TO product_id, ALGORITHM=INSTANT;

-- rename column stock_levels.article_id to product_id
ALTER TABLE stock_levels RENAME COLUMN article_id TO product_id, ALGORITHM=INSTANT;

-- drop foreign key fk_books_id_articles (id to products) from table books; add foreign key fk_books_id_products (id to products) to table books
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE books
    DROP FOREIGN KEY fk_books_id_articles,
    ADD CONSTRAINT fk_books_id_products FOREIGN KEY (id) REFERENCES products (id) ON DELETE CASCADE;

-- rename unique constraint uq_customers_mail (email) of table customers to uq_customers_email
ALTER TABLE customers RENAME INDEX uq_customers_mail TO uq_customers_email, ALGORITHM=INPLACE, LOCK=NONE;

-- drop foreign key fk_garments_id_articles (id to products) from table garments; add foreign key fk_garments_id_products (id to products) to table garments
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE garments
    DROP FOREIGN KEY fk_garments_id_articles,
    ADD CONSTRAINT fk_garments_id_products FOREIGN KEY (id) REFERENCES products (id) ON DELETE CASCADE;

-- drop foreign key fk_order_lines_article_id_articles (product_id to products) from table order_lines; add foreign key fk_order_lines_product_id_products (product_id to products) to table order_lines
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE order_lines
    DROP FOREIGN KEY fk_order_lines_article_id_articles,
    ADD CONSTRAINT fk_order_lines_product_id_products FOREIGN KEY (product_id) REFERENCES products (id);

-- rename index fk_order_lines_article_id_articles of table order_lines to fk_order_lines_product_id_products
ALTER TABLE order_lines RENAME INDEX fk_order_lines_article_id_articles TO fk_order_lines_product_id_products, ALGORITHM=INPLACE, LOCK=NONE;

-- drop foreign key fk_article_tags_article_id_articles (product_id to products) from table product_tags; add foreign key fk_product_tags_product_id_products (product_id to products) to table product_tags; drop foreign key fk_article_tags_tag_id_tags (tag_id to tags) from table product_tags; add foreign key fk_product_tags_tag_id_tags (tag_id to tags) to table product_tags
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE product_tags
    DROP FOREIGN KEY fk_article_tags_article_id_articles,
    ADD CONSTRAINT fk_product_tags_product_id_products FOREIGN KEY (product_id) REFERENCES products (id) ON DELETE CASCADE,
    DROP FOREIGN KEY fk_article_tags_tag_id_tags,
    ADD CONSTRAINT fk_product_tags_tag_id_tags FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE;

-- rename index ix_article_tags_tag_id of table product_tags to ix_product_tags_tag_id
ALTER TABLE product_tags RENAME INDEX ix_article_tags_tag_id TO ix_product_tags_tag_id, ALGORITHM=INPLACE, LOCK=NONE;

-- rename unique constraint uq_articles_sku (sku) of table products to uq_products_sku
ALTER TABLE products RENAME INDEX uq_articles_sku TO uq_products_sku, ALGORITHM=INPLACE, LOCK=NONE;

-- drop check ck_articles_price_not_negative (`price` >= 0) from table products; add check ck_products_price_not_negative (`price` >= 0) to table products
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE products
    DROP CONSTRAINT ck_articles_price_not_negative,
    ADD CONSTRAINT ck_products_price_not_negative CHECK (price >= 0);

-- drop foreign key fk_articles_category_id_categories (category_id to categories) from table products; add foreign key fk_products_category_id_categories (category_id to categories) to table products
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE products
    DROP FOREIGN KEY fk_articles_category_id_categories,
    ADD CONSTRAINT fk_products_category_id_categories FOREIGN KEY (category_id) REFERENCES categories (id);

-- rename index ix_articles_category_id of table products to ix_products_category_id
ALTER TABLE products RENAME INDEX ix_articles_category_id TO ix_products_category_id, ALGORITHM=INPLACE, LOCK=NONE;

-- rename unique constraint uq_stock_levels_warehouse_code_article_id (warehouse_code, product_id) of table stock_levels to uq_stock_levels_warehouse_code_product_id
ALTER TABLE stock_levels RENAME INDEX uq_stock_levels_warehouse_code_article_id TO uq_stock_levels_warehouse_code_product_id, ALGORITHM=INPLACE, LOCK=NONE;

-- drop foreign key fk_stock_levels_article_id_articles (product_id to products) from table stock_levels; add foreign key fk_stock_levels_product_id_products (product_id to products) to table stock_levels
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE stock_levels
    DROP FOREIGN KEY fk_stock_levels_article_id_articles,
    ADD CONSTRAINT fk_stock_levels_product_id_products FOREIGN KEY (product_id) REFERENCES products (id) ON DELETE CASCADE;

-- rename index fk_stock_levels_article_id_articles of table stock_levels to fk_stock_levels_product_id_products
ALTER TABLE stock_levels RENAME INDEX fk_stock_levels_article_id_articles TO fk_stock_levels_product_id_products, ALGORITHM=INPLACE, LOCK=NONE;
