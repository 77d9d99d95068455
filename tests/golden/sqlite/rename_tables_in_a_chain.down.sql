-- Does:
--   - rename column c.z to y
--   - rename column b.y to x
--   - rename table b to a
--   - rename table c to b
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- rename column c.z to y
ALTER TABLE c RENAME COLUMN z TO y;

-- rename column b.y to x
ALTER TABLE b RENAME COLUMN y TO x;

-- rename table b to a
ALTER TABLE b RENAME TO a;

-- rename table c to b
ALTER TABLE c RENAME TO b;
