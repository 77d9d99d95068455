-- Does:
--   - drop check c d ("a b" != 'q') from table two lines
--   - change column two lines.a b: type TEXT to INTEGER
--   - add check c d ("a b" != 'r') to table two lines
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: two lines.a b.

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

-- rebuild table two lines, all rows are copied
CREATE TABLE "goofer_new_two
lines" (
    id INTEGER PRIMARY KEY,
    "a
b" INTEGER,
    CONSTRAINT "c
d" CHECK ("a
b" != 'r')
);
INSERT INTO "goofer_new_two
lines" (id, "a
b")
SELECT id, "a
b"
FROM "two
lines";
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM "goofer_new_two
lines") = (SELECT count(*) FROM "two
lines");
DROP TABLE "two
lines";
ALTER TABLE "goofer_new_two
lines" RENAME TO "two
lines";

DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
