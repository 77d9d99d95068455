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
INSERT INTO goofer_broken
SELECT "table", parent, count(*)
FROM (VALUES ('orders'))
JOIN pragma_foreign_key_check(column1)
GROUP BY "table", parent;

-- rebuild table customers, all rows are copied
DROP VIEW spent;
CREATE TABLE goofer_new_customers (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    mail VARCHAR(50) COLLATE NOCASE NOT NULL,
    born DATE,
    UNIQUE (mail)
);
INSERT INTO goofer_new_customers (id, mail, born)
SELECT
    id,
    mail,
    (SELECT kept.born FROM "goofer_kept_customers.born_1" AS kept WHERE kept.id IS customers.id)
FROM customers;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_customers) = (SELECT count(*) FROM customers);
-- Numbers that were given out once are not given out again.
DELETE FROM sqlite_sequence WHERE name = 'goofer_new_customers';
INSERT INTO sqlite_sequence (name, seq)
SELECT 'goofer_new_customers', seq FROM sqlite_sequence WHERE name = 'customers';
DROP TABLE customers;
ALTER TABLE goofer_new_customers RENAME TO customers;
CREATE VIEW spent AS
SELECT c.mail, sum(o.total) AS total FROM customers AS c JOIN orders AS o ON o.customer_id = c.id
GROUP BY c.mail;

-- drop goofer_kept_customers.born_1, its values are back in table customers
DROP TABLE "goofer_kept_customers.born_1";

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
