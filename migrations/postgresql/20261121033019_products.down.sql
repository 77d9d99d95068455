-- 20261121033019_products (down)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - rename foreign key fk_stock_levels_product_id_products (product_id to products) of table stock_levels to fk_stock_levels_article_id_articles
--   - rename unique constraint uq_stock_levels_warehouse_code_product_id (warehouse_code, product_id) of table stock_levels to uq_stock_levels_warehouse_code_article_id
--   - rename index ix_products_category_id of table products to ix_articles_category_id
--   - rename index ix_products_attributes of table products to ix_articles_attributes
--   - rename foreign key fk_products_category_id_categories (category_id to categories) of table products to fk_articles_category_id_categories
--   - rename check ck_products_price_not_negative (price >= 0) of table products to ck_articles_price_not_negative
--   - rename unique constraint uq_products_sku (sku) of table products to uq_articles_sku
--   - rename primary key pk_products (id) of table products to pk_articles
--   - rename index ix_product_tags_tag_id of table product_tags to ix_article_tags_tag_id
--   - rename foreign key fk_product_tags_tag_id_tags (tag_id to tags) of table product_tags to fk_article_tags_tag_id_tags
--   - rename foreign key fk_product_tags_product_id_products (product_id to products) of table product_tags to fk_article_tags_article_id_articles
--   - rename primary key pk_product_tags (product_id, tag_id) of table product_tags to pk_article_tags
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

-- rename foreign key fk_stock_levels_product_id_products (product_id to products) of table stock_levels to fk_stock_levels_article_id_articles
ALTER TABLE stock_levels RENAME CONSTRAINT fk_stock_levels_product_id_products TO fk_stock_levels_article_id_articles;

-- rename unique constraint uq_stock_levels_warehouse_code_product_id (warehouse_code, product_id) of table stock_levels to uq_stock_levels_warehouse_code_article_id
ALTER TABLE stock_levels RENAME CONSTRAINT uq_stock_levels_warehouse_code_product_id TO uq_stock_levels_warehouse_code_article_id;

-- rename index ix_products_category_id of table products to ix_articles_category_id
ALTER INDEX ix_products_category_id RENAME TO ix_articles_category_id;

-- rename index ix_products_attributes of table products to ix_articles_attributes
ALTER INDEX ix_products_attributes RENAME TO ix_articles_attributes;

-- rename foreign key fk_products_category_id_categories (category_id to categories) of table products to fk_articles_category_id_categories
ALTER TABLE products RENAME CONSTRAINT fk_products_category_id_categories TO fk_articles_category_id_categories;

-- rename check ck_products_price_not_negative (price >= 0) of table products to ck_articles_price_not_negative
ALTER TABLE products RENAME CONSTRAINT ck_products_price_not_negative TO ck_articles_price_not_negative;

-- rename unique constraint uq_products_sku (sku) of table products to uq_articles_sku
ALTER TABLE products RENAME CONSTRAINT uq_products_sku TO uq_articles_sku;

-- rename primary key pk_products (id) of table products to pk_articles
ALTER TABLE products RENAME CONSTRAINT pk_products TO pk_articles;

-- rename index ix_product_tags_tag_id of table product_tags to ix_article_tags_tag_id
ALTER INDEX ix_product_tags_tag_id RENAME TO ix_article_tags_tag_id;

-- rename foreign key fk_product_tags_tag_id_tags (tag_id to tags) of table product_tags to fk_article_tags_tag_id_tags
ALTER TABLE product_tags RENAME CONSTRAINT fk_product_tags_tag_id_tags TO fk_article_tags_tag_id_tags;

-- rename foreign key fk_product_tags_product_id_products (product_id to products) of table product_tags to fk_article_tags_article_id_articles
ALTER TABLE product_tags RENAME CONSTRAINT fk_product_tags_product_id_products TO fk_article_tags_article_id_articles;

-- rename primary key pk_product_tags (product_id, tag_id) of table product_tags to pk_article_tags
ALTER TABLE product_tags RENAME CONSTRAINT pk_product_tags TO pk_article_tags;

-- rename foreign key fk_order_lines_product_id_products (product_id to products) of table order_lines to fk_order_lines_article_id_articles
ALTER TABLE order_lines RENAME CONSTRAINT fk_order_lines_product_id_products TO fk_order_lines_article_id_articles;

-- rename foreign key fk_garments_id_products (id to products) of table garments to fk_garments_id_articles
ALTER TABLE garments RENAME CONSTRAINT fk_garments_id_products TO fk_garments_id_articles;

-- rename unique constraint uq_customers_email (email) of table customers to uq_customers_mail
ALTER TABLE customers RENAME CONSTRAINT uq_customers_email TO uq_customers_mail;

-- rename foreign key fk_books_id_products (id to products) of table books to fk_books_id_articles
ALTER TABLE books RENAME CONSTRAINT fk_books_id_products TO fk_books_id_articles;

-- rename column stock_levels.product_id to article_id
ALTER TABLE stock_levels RENAME COLUMN product_id TO article_id;

-- rename column order_lines.product_id to article_id
ALTER TABLE order_lines RENAME COLUMN product_id TO article_id;

-- rename column order.remark to note
ALTER TABLE "order" RENAME COLUMN remark TO note;

-- rename column customers.email to mail
ALTER TABLE customers RENAME COLUMN email TO mail;

-- rename column product_tags.product_id to article_id
ALTER TABLE product_tags RENAME COLUMN product_id TO article_id;

-- rename table products to articles
ALTER TABLE products RENAME TO articles;

-- rename table product_tags to article_tags
ALTER TABLE product_tags RENAME TO article_tags;
