-- 20261121053849_opening (up)
-- Written by goofer 0.1.0 for mariadb 10.11.19.
-- Does:
--   - create table categories
--   - create table countries
--   - create table departments
--   - create table warehouses
--   - create table articles
--   - create table customers
--   - create table employees
--   - create table stock_levels
--   - create table order
--   - create table subscribers
--   - create table wishes
--   - create table order_lines
--   - create table payments
--   - add foreign key fk_departments_head_id_employees (head_id to employees) to table departments
-- Proved: up, down and up again on a scratch copy of the schema.
-- Not atomic: this server commits after each statement.

CREATE TABLE categories (
    id int(11) NOT NULL AUTO_INCREMENT,
    name varchar(60) NOT NULL,
    parent_id int(11),
    INDEX fk_categories_parent_id_categories (parent_id),
    PRIMARY KEY (id),
    CONSTRAINT fk_categories_parent_id_categories FOREIGN KEY (parent_id) REFERENCES categories (id) ON DELETE CASCADE
);

CREATE TABLE countries (
    code varchar(2) NOT NULL,
    name varchar(80) NOT NULL,
    in_customs_union tinyint(1) NOT NULL,
    PRIMARY KEY (code),
    UNIQUE INDEX uq_countries_name (name)
);

CREATE TABLE departments (
    id int(11) NOT NULL AUTO_INCREMENT,
    name varchar(60) NOT NULL,
    head_id int(11),
    INDEX fk_departments_head_id_employees (head_id),
    PRIMARY KEY (id),
    UNIQUE INDEX uq_departments_name (name)
);

CREATE TABLE warehouses (
    code varchar(8) NOT NULL,
    city varchar(80) NOT NULL,
    PRIMARY KEY (code)
);

CREATE TABLE articles (
    id int(11) NOT NULL AUTO_INCREMENT,
    sku varchar(20) NOT NULL,
    title varchar(100) NOT NULL,
    price int(11) NOT NULL,
    year varchar(4),
    category_id int(11) NOT NULL,
    created_at datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    INDEX ix_articles_category_id (category_id),
    PRIMARY KEY (id),
    UNIQUE INDEX uq_articles_sku (sku),
    CONSTRAINT ck_articles_price_not_negative CHECK (price >= 0),
    CONSTRAINT fk_articles_category_id_categories FOREIGN KEY (category_id) REFERENCES categories (id)
);

CREATE TABLE customers (
    id int(11) NOT NULL AUTO_INCREMENT,
    name varchar(80) NOT NULL,
    mail varchar(120) NOT NULL,
    phone varchar(40) NOT NULL,
    fax varchar(40),
    street varchar(120) NOT NULL,
    city varchar(80) NOT NULL,
    country_code varchar(2) NOT NULL,
    created_at datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    INDEX fk_customers_country_code_countries (country_code),
    PRIMARY KEY (id),
    CONSTRAINT fk_customers_country_code_countries FOREIGN KEY (country_code) REFERENCES countries (code)
);

CREATE TABLE employees (
    id int(11) NOT NULL AUTO_INCREMENT,
    name varchar(80) NOT NULL,
    hired_on date NOT NULL,
    department_id int(11),
    manager_id int(11),
    INDEX fk_employees_department_id_departments (department_id),
    INDEX ix_employees_manager_id (manager_id),
    PRIMARY KEY (id),
    CONSTRAINT fk_employees_department_id_departments FOREIGN KEY (department_id) REFERENCES departments (id),
    CONSTRAINT fk_employees_manager_id_employees FOREIGN KEY (manager_id) REFERENCES employees (id) ON DELETE SET NULL
);

CREATE TABLE stock_levels (
    id int(11) NOT NULL AUTO_INCREMENT,
    warehouse_code varchar(8) NOT NULL,
    article_id int(11) NOT NULL,
    quantity int(11) NOT NULL DEFAULT 0,
    INDEX fk_stock_levels_article_id_articles (article_id),
    PRIMARY KEY (id),
    UNIQUE INDEX uq_stock_levels_warehouse_code_article_id (warehouse_code, article_id),
    CONSTRAINT fk_stock_levels_warehouse_code_warehouses FOREIGN KEY (warehouse_code) REFERENCES warehouses (code),
    CONSTRAINT fk_stock_levels_article_id_articles FOREIGN KEY (article_id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE TABLE `order` (
    id int(11) NOT NULL AUTO_INCREMENT,
    customer_id int(11) NOT NULL,
    status enum('draft','placed','sent') NOT NULL DEFAULT 'placed',
    placed_at datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    note text,
    INDEX ix_order_customer_id (customer_id),
    INDEX ix_order_open (placed_at),
    PRIMARY KEY (id),
    CONSTRAINT fk_order_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id)
);

CREATE TABLE subscribers (
    mail varchar(120) NOT NULL,
    customer_id int(11),
    weekly tinyint(1) NOT NULL,
    INDEX fk_subscribers_customer_id_customers (customer_id),
    PRIMARY KEY (mail),
    CONSTRAINT ck_subscribers_mail_has_at CHECK (mail like '%@%'),
    CONSTRAINT fk_subscribers_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id)
);

CREATE TABLE wishes (
    id int(11) NOT NULL AUTO_INCREMENT,
    customer_id int(11) NOT NULL,
    words text NOT NULL,
    INDEX fk_wishes_customer_id_customers (customer_id),
    PRIMARY KEY (id),
    CONSTRAINT fk_wishes_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
);

CREATE TABLE order_lines (
    order_id int(11) NOT NULL,
    line int(11) NOT NULL,
    article_id int(11) NOT NULL,
    quantity int(11) NOT NULL,
    unit_price int(11) NOT NULL,
    total int(11) GENERATED ALWAYS AS (quantity * unit_price) STORED,
    INDEX fk_order_lines_article_id_articles (article_id),
    PRIMARY KEY (order_id, line),
    CONSTRAINT ck_order_lines_quantity_positive CHECK (quantity > 0),
    CONSTRAINT fk_order_lines_order_id_order FOREIGN KEY (order_id) REFERENCES `order` (id) ON DELETE CASCADE,
    CONSTRAINT fk_order_lines_article_id_articles FOREIGN KEY (article_id) REFERENCES articles (id)
);

CREATE TABLE payments (
    id int(11) NOT NULL AUTO_INCREMENT,
    order_id int(11) NOT NULL,
    amount int(11) NOT NULL,
    received_at datetime,
    INDEX fk_payments_order_id_order (order_id),
    PRIMARY KEY (id),
    CONSTRAINT fk_payments_order_id_order FOREIGN KEY (order_id) REFERENCES `order` (id)
);

-- add foreign key fk_departments_head_id_employees (head_id to employees) to table departments
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE departments ADD CONSTRAINT fk_departments_head_id_employees FOREIGN KEY (head_id) REFERENCES employees (id) ON DELETE SET NULL;
