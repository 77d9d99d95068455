-- 20261121033004_payments (up)
-- Written by goofer 0.1.0 for sqlite 3.40.1.
-- Does:
--   - drop foreign key fk_order_customer_id_customers (customer_id to customers) from table order
--   - drop foreign key fk_payments_order_id_order (order_id to order) from table payments
--   - add column payments.kind
--   - add column payments.state
--   - add column payments.last_four
--   - add column payments.iban
--   - create table invoices
--   - add check ck_payments_card_has_last_four (kind != 'card' OR last_four IS NOT NULL) to table payments
--   - add check ck_payments_state (state IN ('EXPECTED', 'RECEIVED', 'REFUSED')) to table payments
--   - add foreign key fk_order_customer_id_customers (customer_id to customers) to table order
--   - add foreign key fk_payments_order_id_order (order_id to order) to table payments
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 9 tables.

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
FROM (VALUES ('order'), ('order_lines'), ('payments'))
JOIN pragma_foreign_key_check(column1)
GROUP BY "table", parent;

-- rebuild table order, all rows are copied
CREATE TABLE goofer_new_order (
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    status VARCHAR(8) NOT NULL DEFAULT 'placed',
    placed_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    remark TEXT,
    seller_id INTEGER,
    CONSTRAINT pk_order PRIMARY KEY (id),
    CONSTRAINT fk_order_seller_id_employees FOREIGN KEY (seller_id) REFERENCES employees (id),
    CONSTRAINT fk_order_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE RESTRICT
);
INSERT INTO goofer_new_order (id, customer_id, status, placed_at, remark, seller_id)
SELECT id, customer_id, status, placed_at, remark, seller_id
FROM "order";
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_order) = (SELECT count(*) FROM "order");
DROP TABLE "order";
ALTER TABLE goofer_new_order RENAME TO "order";
CREATE INDEX ix_order_customer_id ON "order" (customer_id);
CREATE INDEX ix_order_open ON "order" (placed_at) WHERE status = 'placed';

-- rebuild table payments, all rows are copied
CREATE TABLE goofer_new_payments (
    id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    amount NUMERIC(12, 2) NOT NULL,
    received_at DATETIME,
    kind VARCHAR(20) NOT NULL,
    state VARCHAR(20) NOT NULL DEFAULT 'EXPECTED',
    last_four VARCHAR(4),
    iban VARCHAR(34),
    CONSTRAINT pk_payments PRIMARY KEY (id),
    CONSTRAINT ck_payments_state CHECK (state IN ('EXPECTED', 'RECEIVED', 'REFUSED')),
    CONSTRAINT ck_payments_card_has_last_four CHECK (kind != 'card' OR last_four IS NOT NULL),
    CONSTRAINT fk_payments_order_id_order FOREIGN KEY (order_id) REFERENCES "order" (id) ON DELETE CASCADE
);
INSERT INTO goofer_new_payments (id, order_id, amount, received_at, kind)
SELECT id, order_id, amount, received_at, 'transfer'
FROM payments;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_payments) = (SELECT count(*) FROM payments);
DROP TABLE payments;
ALTER TABLE goofer_new_payments RENAME TO payments;

CREATE TABLE invoices (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    number BIGINT,
    order_id INTEGER NOT NULL,
    printed BLOB,
    CONSTRAINT uq_invoices_number UNIQUE (number),
    CONSTRAINT fk_invoices_order_id_order FOREIGN KEY (order_id) REFERENCES "order" (id)
);

-- No foreign key may be broken in more rows than before
INSERT INTO goofer_guard (keys_hold)
SELECT count(*) <= coalesce((
    SELECT violations FROM goofer_broken AS b WHERE b.child = k."table" AND b.parent = k.parent
), 0)
FROM (VALUES ('order'), ('order_lines'), ('payments'), ('invoices'))
JOIN pragma_foreign_key_check(column1) AS k
GROUP BY k."table", k.parent;
DROP TABLE temp.goofer_broken;
DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
