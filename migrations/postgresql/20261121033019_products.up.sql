-- 20261121033019_products (up)
-- Written by goofer 0.1.0 for postgresql 15.18.
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

-- rename table article_tags to product_tags
ALTER TABLE article_tags RENAME TO product_tags;

-- rename table articles to products
ALTER TABLE articles RENAME TO products;

-- rename column product_tags.article_id to product_id
ALTER TABLE product_tags RENAME COLUMN article_id TO product_id;

-- rename column customers.mail to email
ALTER TABLE customers RENAME COLUMN mail TO email;

-- rename column order.note to remark
ALTER TABLE "order" RENAME COLUMN note TO remark;

-- rename column order_lines.article_id to product_id
ALTER TABLE order_lines RENAME COLUMN article_id TO product_id;

-- rename column stock_levels.article_id to product_id
ALTER TABLE stock_levels RENAME COLUMN article_id TO product_id;

-- rename foreign key fk_books_id_articles (id to products) of table books to fk_books_id_products
ALTER TABLE books RENAME CONSTRAINT fk_books_id_articles TO fk_books_id_products;

-- rename unique constraint uq_customers_mail (email) of table customers to uq_customers_email
ALTER TABLE customers RENAME CONSTRAINT uq_customers_mail TO uq_customers_email;

-- rename foreign key fk_garments_id_articles (id to products) of table garments to fk_garments_id_products
ALTER TABLE garments RENAME CONSTRAINT fk_garments_id_articles TO fk_garments_id_products;

-- rename foreign key fk_order_lines_article_id_articles (product_id to products) of table order_lines to fk_order_lines_product_id_products
ALTER TABLE order_lines RENAME CONSTRAINT fk_order_lines_article_id_articles TO fk_order_lines_product_id_products;

-- rename primary key pk_article_tags (product_id, tag_id) of table product_tags to pk_product_tags
ALTER TABLE product_tags RENAME CONSTRAINT pk_article_tags TO pk_product_tags;

-- rename foreign key fk_article_tags_article_id_articles (product_id to products) of table product_tags to fk_product_tags_product_id_products
ALTER TABLE product_tags RENAME CONSTRAINT fk_article_tags_article_id_articles TO fk_product_tags_product_id_products;

-- rename foreign key fk_article_tags_tag_id_tags (tag_id to tags) of table product_tags to fk_product_tags_tag_id_tags
ALTER TABLE product_tags RENAME CONSTRAINT fk_article_tags_tag_id_tags TO fk_product_tags_tag_id_tags;

-- rename index ix_article_tags_tag_id of table product_tags to ix_product_tags_tag_id
ALTER INDEX ix_article_tags_tag_id RENAME TO ix_product_tags_tag_id;

-- rename primary key pk_articles (id) of table products to pk_products
ALTER TABLE products RENAME CONSTRAINT pk_articles TO pk_products;

-- rename unique constraint uq_articles_sku (sku) of table products to uq_products_sku
ALTER TABLE products RENAME CONSTRAINT uq_articles_sku TO uq_products_sku;

-- rename check ck_articles_price_not_negative (price >= 0) of table products to ck_products_price_not_negative
ALTER TABLE products RENAME CONSTRAINT ck_articles_price_not_negative TO ck_products_price_not_negative;

-- rename foreign key fk_articles_category_id_categories (category_id to categories) of table products to fk_products_category_id_categories
ALTER TABLE products RENAME CONSTRAINT fk_articles_category_id_categories TO fk_products_category_id_categories;

-- rename index ix_articles_attributes of table products to ix_products_attributes
ALTER INDEX ix_articles_attributes RENAME TO ix_products_attributes;

-- rename index ix_articles_category_id of table products to ix_products_category_id
ALTER INDEX ix_articles_category_id RENAME TO ix_products_category_id;

-- rename unique constraint uq_stock_levels_warehouse_code_article_id (warehouse_code, product_id) of table stock_levels to uq_stock_levels_warehouse_code_product_id
ALTER TABLE stock_levels RENAME CONSTRAINT uq_stock_levels_warehouse_code_article_id TO uq_stock_levels_warehouse_code_product_id;

-- rename foreign key fk_stock_levels_article_id_articles (product_id to products) of table stock_levels to fk_stock_levels_product_id_products
ALTER TABLE stock_levels RENAME CONSTRAINT fk_stock_levels_article_id_articles TO fk_stock_levels_product_id_products;
