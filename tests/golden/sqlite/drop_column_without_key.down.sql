-- Does:
--   - add column events.name, with the values kept in goofer_kept_events.name_20300102030405
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - rows of events that came later get NULL in name
--   - values of events.name find their rows by rowid, which VACUUM may change: events has no key

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

-- rebuild table events, all rows are copied
CREATE TABLE goofer_new_events (
    amount INTEGER NOT NULL DEFAULT 0,
    name TEXT
);
INSERT INTO goofer_new_events (rowid, amount, name)
SELECT
    rowid,
    amount,
    (SELECT kept.name FROM "goofer_kept_events.name_20300102030405" AS kept WHERE kept.goofer_rowid IS events.rowid)
FROM events;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_events) = (SELECT count(*) FROM events);
DROP TABLE events;
ALTER TABLE goofer_new_events RENAME TO events;

-- drop goofer_kept_events.name_20300102030405, its values are back in table events
DROP TABLE "goofer_kept_events.name_20300102030405";

DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
