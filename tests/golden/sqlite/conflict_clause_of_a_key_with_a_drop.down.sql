-- Does:
--   - drop primary key (id) from table rooms
--   - add column rooms.floor, with the values kept in goofer_kept_rooms.floor_20300102030405
--   - add primary key (id) to table rooms
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - rows of rooms that came later get NULL in floor

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

-- rebuild table rooms, all rows are copied
CREATE TABLE goofer_new_rooms (
    id INTEGER PRIMARY KEY,
    name TEXT,
    floor INTEGER
);
INSERT INTO goofer_new_rooms (id, name, floor)
SELECT
    id,
    name,
    (SELECT kept.floor FROM "goofer_kept_rooms.floor_20300102030405" AS kept WHERE kept.id IS rooms.id)
FROM rooms;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_rooms) = (SELECT count(*) FROM rooms);
DROP TABLE rooms;
ALTER TABLE goofer_new_rooms RENAME TO rooms;

-- drop goofer_kept_rooms.floor_20300102030405, its values are back in table rooms
DROP TABLE "goofer_kept_rooms.floor_20300102030405";

DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
