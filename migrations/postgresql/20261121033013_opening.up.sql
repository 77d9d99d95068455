-- 20261121033013_opening (up)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - create enum order_status (draft, placed, sent)
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

CREATE TYPE order_status AS ENUM ('draft', 'placed', 'sent');

CREATE TABLE categories (
    id serial,
    name character varying(60) NOT NULL,
    parent_id integer,
    CONSTRAINT pk_categories PRIMARY KEY (id),
    CONSTRAINT fk_categories_parent_id_categories FOREIGN KEY (parent_id) REFERENCES categories (id) ON DELETE CASCADE
);

CREATE TABLE countries (
    code character varying(2) NOT NULL,
    name character varying(80) NOT NULL,
    in_customs_union boolean NOT NULL,
    CONSTRAINT pk_countries PRIMARY KEY (code),
    CONSTRAINT uq_countries_name UNIQUE (name)
);

CREATE TABLE departments (
    id serial,
    name character varying(60) NOT NULL,
    head_id integer,
    CONSTRAINT pk_departments PRIMARY KEY (id),
    CONSTRAINT uq_departments_name UNIQUE (name)
);

CREATE TABLE warehouses (
    code character varying(8) NOT NULL,
    city character varying(80) NOT NULL,
    CONSTRAINT pk_warehouses PRIMARY KEY (code)
);

-- create table articles
CREATE TABLE articles (
    id serial,
    sku character varying(20) NOT NULL,
    title character varying(100) NOT NULL,
    price integer NOT NULL,
    year character varying(4),
    category_id integer NOT NULL,
    created_at timestamp without time zone DEFAULT now() NOT NULL,
    updated_at timestamp without time zone DEFAULT now() NOT NULL,
    CONSTRAINT pk_articles PRIMARY KEY (id),
    CONSTRAINT uq_articles_sku UNIQUE (sku),
    CONSTRAINT ck_articles_price_not_negative CHECK (price >= 0),
    CONSTRAINT fk_articles_category_id_categories FOREIGN KEY (category_id) REFERENCES categories (id) ON DELETE RESTRICT
);
CREATE INDEX ix_articles_category_id ON articles (category_id);

-- create table customers
CREATE TABLE customers (
    id serial,
    name character varying(80) NOT NULL,
    mail character varying(120) NOT NULL,
    phone character varying(40) NOT NULL,
    fax character varying(40),
    street character varying(120) NOT NULL,
    city character varying(80) NOT NULL,
    country_code character varying(2) NOT NULL,
    created_at timestamp without time zone DEFAULT now() NOT NULL,
    updated_at timestamp without time zone DEFAULT now() NOT NULL,
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT fk_customers_country_code_countries FOREIGN KEY (country_code) REFERENCES countries (code)
);
CREATE INDEX ix_customers_name_lower ON customers (lower((name)::text));

-- create table employees
CREATE TABLE employees (
    id serial,
    name character varying(80) NOT NULL,
    hired_on date NOT NULL,
    department_id integer,
    manager_id integer,
    CONSTRAINT pk_employees PRIMARY KEY (id),
    CONSTRAINT fk_employees_department_id_departments FOREIGN KEY (department_id) REFERENCES departments (id),
    CONSTRAINT fk_employees_manager_id_employees FOREIGN KEY (manager_id) REFERENCES employees (id) ON DELETE SET NULL
);
CREATE INDEX ix_employees_manager_id ON employees (manager_id);

CREATE TABLE stock_levels (
    id serial,
    warehouse_code character varying(8) NOT NULL,
    article_id integer NOT NULL,
    quantity integer DEFAULT 0 NOT NULL,
    CONSTRAINT pk_stock_levels PRIMARY KEY (id),
    CONSTRAINT uq_stock_levels_warehouse_code_article_id UNIQUE (warehouse_code, article_id),
    CONSTRAINT fk_stock_levels_warehouse_code_warehouses FOREIGN KEY (warehouse_code) REFERENCES warehouses (code),
    CONSTRAINT fk_stock_levels_article_id_articles FOREIGN KEY (article_id) REFERENCES articles (id) ON DELETE CASCADE
);

-- create table order
CREATE TABLE "order" (
    id serial,
    customer_id integer NOT NULL,
    status order_status DEFAULT 'placed' NOT NULL,
    placed_at timestamp without time zone DEFAULT now() NOT NULL,
    note text,
    CONSTRAINT pk_order PRIMARY KEY (id),
    CONSTRAINT fk_order_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id)
);
CREATE INDEX ix_order_customer_id ON "order" (customer_id);
CREATE INDEX ix_order_open ON "order" (placed_at) WHERE status = 'placed'::order_status;

CREATE TABLE subscribers (
    mail character varying(120) NOT NULL,
    customer_id integer,
    weekly boolean NOT NULL,
    CONSTRAINT pk_subscribers PRIMARY KEY (mail),
    CONSTRAINT ck_subscribers_mail_has_at CHECK ((mail)::text ~~ '%@%'::text),
    CONSTRAINT fk_subscribers_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id)
);

CREATE TABLE wishes (
    id serial,
    customer_id integer NOT NULL,
    words text NOT NULL,
    CONSTRAINT pk_wishes PRIMARY KEY (id),
    CONSTRAINT fk_wishes_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
);

CREATE TABLE order_lines (
    order_id integer NOT NULL,
    line integer NOT NULL,
    article_id integer NOT NULL,
    quantity integer NOT NULL,
    unit_price integer NOT NULL,
    total integer GENERATED ALWAYS AS (quantity * unit_price) STORED NOT NULL,
    CONSTRAINT pk_order_lines PRIMARY KEY (order_id, line),
    CONSTRAINT ck_order_lines_quantity_positive CHECK (quantity > 0),
    CONSTRAINT fk_order_lines_order_id_order FOREIGN KEY (order_id) REFERENCES "order" (id) ON DELETE CASCADE,
    CONSTRAINT fk_order_lines_article_id_articles FOREIGN KEY (article_id) REFERENCES articles (id)
);

CREATE TABLE payments (
    id serial,
    order_id integer NOT NULL,
    amount integer NOT NULL,
    received_at timestamp without time zone,
    CONSTRAINT pk_payments PRIMARY KEY (id),
    CONSTRAINT fk_payments_order_id_order FOREIGN KEY (order_id) REFERENCES "order" (id)
);

-- add foreign key fk_departments_head_id_employees (head_id to employees) to table departments
ALTER TABLE departments ADD CONSTRAINT fk_departments_head_id_employees FOREIGN KEY (head_id) REFERENCES employees (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
