-- Does:
--   - put the columns of t in the order a, b, c, id, e, born, newer
--   - drop column t.newer (its values are lost)
--   - drop column t.born (its values are lost)
--   - change column t.c: type BIGINT to INT
--   - add column t.gone, with the values kept in goofer_kept_t.gone_20300102030405
--   - put the columns of t in the order a, b, c, id, gone, e
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: t.c.
-- The way back:
--   - rows of t that came later get NULL in gone

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

-- rebuild table t, all rows are copied
CREATE TABLE goofer_new_t (
    a INT NOT NULL,
    b VARCHAR(10),
    c INT,
    id INTEGER PRIMARY KEY,
    gone INT,
    e INT
);
INSERT INTO goofer_new_t (a, b, c, id, gone, e)
SELECT
    a,
    b,
    c,
    id,
    (SELECT kept.gone FROM "goofer_kept_t.gone_20300102030405" AS kept WHERE kept.id IS t.id),
    e
FROM t;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_t) = (SELECT count(*) FROM t);
DROP TABLE t;
ALTER TABLE goofer_new_t RENAME TO t;

-- drop goofer_kept_t.gone_20300102030405, its values are back in table t
DROP TABLE "goofer_kept_t.gone_20300102030405";

DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
