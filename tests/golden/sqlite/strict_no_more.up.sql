-- Does:
--   - change options of table facts
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - facts.value has values as an ordinary table holds them, '1' as 1

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

-- rebuild table facts, all rows are copied
CREATE TABLE goofer_new_facts (
    id INTEGER PRIMARY KEY,
    value ANY
);
INSERT INTO goofer_new_facts (id, value)
SELECT id, value
FROM facts;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_facts) = (SELECT count(*) FROM facts);
DROP TABLE facts;
ALTER TABLE goofer_new_facts RENAME TO facts;

DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
