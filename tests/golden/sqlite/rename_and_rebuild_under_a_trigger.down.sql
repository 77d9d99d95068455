-- Does:
--   - drop view shouted
--   - change column people.title: type VARCHAR(20) to TEXT
--   - rename column people.title to name
--   - rename table people to users
--   - create view shouted
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.name.

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

-- drop view shouted
DROP VIEW shouted;

-- rebuild table people, all rows are copied
DROP VIEW names;
CREATE TABLE goofer_new_people (
    id INTEGER PRIMARY KEY,
    title TEXT
);
INSERT INTO goofer_new_people (id, title)
SELECT id, title
FROM people;
INSERT INTO goofer_guard (rows_copied)
SELECT (SELECT count(*) FROM goofer_new_people) = (SELECT count(*) FROM people);
DROP TABLE people;
ALTER TABLE goofer_new_people RENAME TO people;
CREATE VIEW names AS SELECT title FROM people;
CREATE TRIGGER named AFTER UPDATE OF title ON people BEGIN
    UPDATE people SET title = 'nobody' WHERE id = new.id AND new.title IS NULL;
END;

-- rename column people.title to name
ALTER TABLE people RENAME COLUMN title TO name;

-- rename table people to users
ALTER TABLE people RENAME TO users;

CREATE VIEW shouted AS SELECT upper(name) AS name FROM names;

DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
