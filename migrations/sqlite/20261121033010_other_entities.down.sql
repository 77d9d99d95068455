-- 20261121033010_other_entities (down)
-- Written by goofer 0.1.0 for sqlite 3.40.1.
-- Does:
--   - drop table customer_notification_preferences (its rows are lost)
--   - drop table vouchers (its rows are lost)
--   - drop table opening_hours (its rows are lost)
--   - drop table exchange_rates (its rows are lost)
--   - drop table notification_channels (its rows are lost)
--   - drop table campaigns (its rows are lost)
--   - drop table audit_events (its rows are lost)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 7 tables.

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
FROM (VALUES ('audit_events'), ('opening_hours'), ('vouchers'), ('customer_notification_preferences'))
JOIN pragma_foreign_key_check(column1)
GROUP BY "table", parent;

-- drop table customer_notification_preferences (its rows are lost)
DROP TABLE customer_notification_preferences;

-- drop table vouchers (its rows are lost)
DROP TABLE vouchers;

-- drop table opening_hours (its rows are lost)
DROP TABLE opening_hours;

-- drop table exchange_rates (its rows are lost)
DROP TABLE exchange_rates;

-- drop table notification_channels (its rows are lost)
DROP TABLE notification_channels;

-- drop table campaigns (its rows are lost)
DROP TABLE campaigns;

-- drop table audit_events (its rows are lost)
DROP TABLE audit_events;

DROP TABLE temp.goofer_broken;
DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
