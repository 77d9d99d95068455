-- Does:
--   - rename column c.z to y
--   - rename column b.y to x
--   - rename table b to a
--   - rename table c to b
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- Not atomic: this server commits after each statement.

-- rename column c.z to y
ALTER TABLE c RENAME COLUMN z TO y, ALGORITHM=INSTANT;

-- rename column b.y to x
ALTER TABLE b RENAME COLUMN y TO x, ALGORITHM=INSTANT;

-- rename table b to a
RENAME TABLE b TO a;

-- rename table c to b
RENAME TABLE c TO b;
