-- Does:
--   - drop trigger renamed on richest
--   - drop view richest
--   - drop view rich
--   - change column users.amount: type TEXT to INTEGER
--   - create view rich
--   - create view richest
--   - create trigger renamed on richest
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.amount.
-- The way back:
--   - users.amount fails on, or changes, values that INTEGER cannot hold

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

-- drop trigger renamed on richest
DROP TRIGGER renamed;

-- drop view richest
DROP VIEW richest;

-- drop view rich
DROP VIEW rich;

-- rebuild table users, all rows are copied
CREATE TABLE goofer_new_users (
    id INTEGER PRIMARY KEY,
    name TEXT,
    amount INTEGER
);
INSERT INTO goofer_new_users (id, name, amount)
SELECT id, name, amount
FROM users;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_users) = (SELECT count(*) FROM users);
DROP TABLE users;
ALTER TABLE goofer_new_users RENAME TO users;

CREATE VIEW rich AS SELECT id, name FROM users WHERE amount > 5;

CREATE VIEW richest AS SELECT name FROM rich;

-- create trigger renamed on richest
CREATE TRIGGER renamed INSTEAD OF UPDATE ON richest BEGIN
    UPDATE users SET name = new.name WHERE name = old.name;
END;

DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
