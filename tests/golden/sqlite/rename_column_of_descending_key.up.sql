-- Does:
--   - rename column prices.day to date
--   - change column prices.price: type INTEGER to TEXT, default 0 to '0'
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: prices.price.
-- The way back:
--   - prices.price fails on, or changes, values that INTEGER cannot hold

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

-- rename column prices.day to date
ALTER TABLE prices RENAME COLUMN day TO date;

-- rebuild table prices, all rows are copied
CREATE TABLE goofer_new_prices (
    item TEXT,
    date TEXT,
    price TEXT DEFAULT '0',
    PRIMARY KEY (item, date DESC)
);
INSERT INTO goofer_new_prices (rowid, item, date, price)
SELECT rowid, item, date, price
FROM prices;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_prices) = (SELECT count(*) FROM prices);
DROP TABLE prices;
ALTER TABLE goofer_new_prices RENAME TO prices;

DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
