-- Does:
--   - drop check (name != '') from table users
--   - change column users.name: type VARCHAR(20) to TEXT
--   - rename table users to Users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
--   But the way back of converted values is not compared: Users.name.

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
FROM (VALUES ('posts'))
JOIN pragma_foreign_key_check(column1)
GROUP BY "table", parent;
UPDATE goofer_broken SET child = 'Users' WHERE child = 'users';
UPDATE goofer_broken SET parent = 'Users' WHERE parent = 'users';

-- rebuild table users, all rows are copied
DROP VIEW names;
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
CREATE INDEX ix_name ON users (name);
CREATE VIEW names AS SELECT name FROM users;

-- rename table users to goofer_new_users
ALTER TABLE users RENAME TO goofer_new_users;

-- rename table goofer_new_users to Users
ALTER TABLE goofer_new_users RENAME TO "Users";

-- No foreign key may be broken in more rows than before
INSERT INTO goofer_guard (keys_hold)
SELECT count(*) <= coalesce((
    SELECT violations FROM goofer_broken AS b WHERE b.child = k."table" AND b.parent = k.parent
), 0)
FROM (VALUES ('posts'))
JOIN pragma_foreign_key_check(column1) AS k
GROUP BY k."table", k.parent;
DROP TABLE temp.goofer_broken;
DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
