-- up

CREATE TABLE customers (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    mail VARCHAR(50) COLLATE NOCASE NOT NULL,
    born DATE,
    UNIQUE (mail)
);

-- create table orders
CREATE TABLE orders (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    total NUMERIC(10, 2) NOT NULL DEFAULT 0,
    PRIMARY KEY (id),
    CONSTRAINT fk_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
);
CREATE INDEX ix_orders_total ON orders (total DESC) WHERE total > 0;
