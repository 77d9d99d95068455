-- down

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

-- drop table empty (its rows are lost)
DROP TABLE empty;

-- create table customers, with the rows kept in goofer_kept_customers_1
CREATE TABLE customers (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    mail VARCHAR(50) COLLATE NOCASE NOT NULL,
    born DATE,
    UNIQUE (mail)
);
INSERT INTO customers (id, mail, born)
SELECT id, mail, born
FROM goofer_kept_customers_1;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM customers) = (SELECT count(*) FROM goofer_kept_customers_1);
-- Numbers that were given out once are not given out again.
DELETE FROM sqlite_sequence WHERE name = 'customers';
INSERT INTO sqlite_sequence (name, seq)
SELECT 'customers', seq FROM sqlite_sequence WHERE name = 'goofer_kept_customers_1';
DROP TABLE goofer_kept_customers_1;

-- create table orders, with the rows kept in goofer_kept_orders_1
CREATE TABLE orders (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    total NUMERIC(10, 2) NOT NULL DEFAULT 0,
    PRIMARY KEY (id),
    CONSTRAINT fk_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE
);
INSERT INTO orders (id, customer_id, total)
SELECT id, customer_id, total
FROM goofer_kept_orders_1;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM orders) = (SELECT count(*) FROM goofer_kept_orders_1);
DROP TABLE goofer_kept_orders_1;
CREATE INDEX ix_orders_total ON orders (total DESC) WHERE total > 0;

-- No foreign key may be broken in more rows than before
INSERT INTO goofer_guard (keys_hold)
SELECT count(*) <= coalesce((
    SELECT violations FROM goofer_broken AS b WHERE b.child = k."table" AND b.parent = k.parent
), 0)
FROM (VALUES ('orders'))
JOIN pragma_foreign_key_check(column1) AS k
GROUP BY k."table", k.parent;
DROP TABLE temp.goofer_broken;
DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
