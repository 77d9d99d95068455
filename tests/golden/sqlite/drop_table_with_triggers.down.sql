-- Does:
--   - create table users, with the rows kept in goofer_kept_users_20300102030405
--   - create trigger gone on users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

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

-- create table users, with the rows kept in goofer_kept_users_20300102030405
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT,
    amount INTEGER NOT NULL DEFAULT 0
);
INSERT INTO users (id, name, amount)
SELECT id, name, amount
FROM goofer_kept_users_20300102030405;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM users) = (SELECT count(*) FROM goofer_kept_users_20300102030405);
DROP TABLE goofer_kept_users_20300102030405;

CREATE TRIGGER gone AFTER DELETE ON users BEGIN INSERT INTO other VALUES (OLD.id); END;

DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
