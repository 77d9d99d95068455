-- Does:
--   - change column users.id: NOT NULL, options
--   - change options of table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - it fails while rows of users have NULL in id

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

-- rebuild table users, all rows are copied
CREATE TABLE goofer_new_users (
    id INTEGER PRIMARY KEY,
    name TEXT
);
INSERT INTO goofer_new_users (id, name)
SELECT id, name
FROM users;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_users) = (SELECT count(*) FROM users);
DROP TABLE users;
ALTER TABLE goofer_new_users RENAME TO users;

DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
