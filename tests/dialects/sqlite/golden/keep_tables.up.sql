-- up

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
FROM (VALUES ('orders'))
JOIN pragma_foreign_key_check(column1)
GROUP BY "table", parent;

-- drop table orders (its rows are kept in goofer_kept_orders_1)
CREATE TABLE goofer_kept_orders_1 (
    id INTEGER NOT NULL,
    customer_id,
    total,
    PRIMARY KEY (id)
);
INSERT INTO goofer_kept_orders_1 (id, customer_id, total)
SELECT id, customer_id, total
FROM orders;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_kept_orders_1) = (SELECT count(*) FROM orders);
DROP TABLE orders;

-- drop table customers (its rows are kept in goofer_kept_customers_1)
CREATE TABLE goofer_kept_customers_1 (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    mail,
    born
);
INSERT INTO goofer_kept_customers_1 (id, mail, born)
SELECT id, mail, born
FROM customers;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_kept_customers_1) = (SELECT count(*) FROM customers);
-- Numbers that were given out once are not given out again.
DELETE FROM sqlite_sequence WHERE name = 'goofer_kept_customers_1';
INSERT INTO sqlite_sequence (name, seq)
SELECT 'goofer_kept_customers_1', seq FROM sqlite_sequence WHERE name = 'customers';
DROP TABLE customers;

CREATE TABLE empty (
    id INTEGER PRIMARY KEY
);

DROP TABLE temp.goofer_broken;
DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
