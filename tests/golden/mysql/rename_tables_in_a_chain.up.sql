-- Does:
--   - rename table b to c
--   - rename table a to b
--   - rename column b.x to y
--   - rename column c.y to z
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- Not atomic: this server commits after each statement.

-- rename table b to c
RENAME TABLE b TO c;

-- rename table a to b
RENAME TABLE a TO b;

-- rename column b.x to y
ALTER TABLE b RENAME COLUMN x TO y, ALGORITHM=INSTANT;

-- rename column c.y to z
ALTER TABLE c RENAME COLUMN y TO z, ALGORITHM=INSTANT;
