-- 20261121032953_opening (up)
-- Written by goofer 0.1.0 for sqlite 3.40.1.
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

CREATE TABLE categories (
    id INTEGER NOT NULL,
    name VARCHAR(60) NOT NULL,
    parent_id INTEGER,
    CONSTRAINT pk_categories PRIMARY KEY (id),
    CONSTRAINT fk_categories_parent_id_categories FOREIGN KEY (parent_id) REFERENCES categories (id) ON DELETE CASCADE
);

CREATE TABLE countries (
    code VARCHAR(2) NOT NULL,
    name VARCHAR(80) NOT NULL,
    in_customs_union BOOLEAN NOT NULL,
    CONSTRAINT pk_countries PRIMARY KEY (code),
    CONSTRAINT uq_countries_name UNIQUE (name)
);

CREATE TABLE departments (
    id INTEGER NOT NULL,
    name VARCHAR(60) NOT NULL,
    head_id INTEGER,
    CONSTRAINT pk_departments PRIMARY KEY (id),
    CONSTRAINT uq_departments_name UNIQUE (name),
    CONSTRAINT fk_departments_head_id_employees FOREIGN KEY (head_id) REFERENCES employees (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE warehouses (
    code VARCHAR(8) NOT NULL,
    city VARCHAR(80) NOT NULL,
    CONSTRAINT pk_warehouses PRIMARY KEY (code)
) WITHOUT ROWID;

-- create table articles
CREATE TABLE articles (
    id INTEGER NOT NULL,
    sku VARCHAR(20) NOT NULL,
    title VARCHAR(100) NOT NULL,
    price INTEGER NOT NULL,
    year VARCHAR(4),
    category_id INTEGER NOT NULL,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_articles PRIMARY KEY (id),
    CONSTRAINT uq_articles_sku UNIQUE (sku),
    CONSTRAINT ck_articles_price_not_negative CHECK (price >= 0),
    CONSTRAINT fk_articles_category_id_categories FOREIGN KEY (category_id) REFERENCES categories (id) ON DELETE RESTRICT
);
CREATE INDEX ix_articles_category_id ON articles (category_id);

-- create table customers
CREATE TABLE customers (
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
CREATE INDEX ix_customers_name_lower ON customers (lower(name));

-- create table employees
CREATE TABLE employees (
    id INTEGER NOT NULL,
    name VARCHAR(80) NOT NULL,
    hired_on DATE NOT NULL,
    department_id INTEGER,
    manager_id INTEGER,
    CONSTRAINT pk_employees PRIMARY KEY (id),
    CONSTRAINT fk_employees_department_id_departments FOREIGN KEY (department_id) REFERENCES departments (id),
    CONSTRAINT fk_employees_manager_id_employees FOREIGN KEY (manager_id) REFERENCES employees (id) ON DELETE SET NULL
);
CREATE INDEX ix_employees_manager_id ON employees (manager_id);

CREATE TABLE stock_levels (
    id INTEGER NOT NULL,
    warehouse_code VARCHAR(8) NOT NULL,
    article_id INTEGER NOT NULL,
    quantity INTEGER NOT NULL DEFAULT '0',
    CONSTRAINT pk_stock_levels PRIMARY KEY (id),
    CONSTRAINT uq_stock_levels_warehouse_code_article_id UNIQUE (warehouse_code, article_id),
    CONSTRAINT fk_stock_levels_warehouse_code_warehouses FOREIGN KEY (warehouse_code) REFERENCES warehouses (code),
    CONSTRAINT fk_stock_levels_article_id_articles FOREIGN KEY (article_id) REFERENCES articles (id) ON DELETE CASCADE
);

-- create table order
CREATE TABLE "order" (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    status VARCHAR(6) NOT NULL DEFAULT 'placed',
    placed_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    note TEXT,
    CONSTRAINT pk_order PRIMARY KEY (id),
    CONSTRAINT fk_order_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id)
);
CREATE INDEX ix_order_customer_id ON "order" (customer_id);
CREATE INDEX ix_order_open ON "order" (placed_at) WHERE status = 'placed';

CREATE TABLE subscribers (
    mail VARCHAR(120) NOT NULL,
    customer_id INTEGER,
    weekly BOOLEAN NOT NULL,
    CONSTRAINT pk_subscribers PRIMARY KEY (mail),
    CONSTRAINT ck_subscribers_mail_has_at CHECK (mail LIKE '%@%'),
    CONSTRAINT fk_subscribers_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id)
);

CREATE TABLE wishes (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    words TEXT NOT NULL,
    CONSTRAINT pk_wishes PRIMARY KEY (id),
    CONSTRAINT fk_wishes_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
);

CREATE TABLE order_lines (
    order_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    unit_price INTEGER NOT NULL,
    total INTEGER NOT NULL GENERATED ALWAYS AS (quantity * unit_price) STORED,
    CONSTRAINT pk_order_lines PRIMARY KEY (order_id, line),
    CONSTRAINT ck_order_lines_quantity_positive CHECK (quantity > 0),
    CONSTRAINT fk_order_lines_order_id_order FOREIGN KEY (order_id) REFERENCES "order" (id) ON DELETE CASCADE,
    CONSTRAINT fk_order_lines_article_id_articles FOREIGN KEY (article_id) REFERENCES articles (id)
);

CREATE TABLE payments (
    id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    received_at DATETIME,
    CONSTRAINT pk_payments PRIMARY KEY (id),
    CONSTRAINT fk_payments_order_id_order FOREIGN KEY (order_id) REFERENCES "order" (id)
);
