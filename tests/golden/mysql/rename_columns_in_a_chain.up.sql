-- Does:
--   - rename column t.b to c
--   - rename column t.a to b
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- rename column t.b to c
ALTER TABLE t RENAME COLUMN b TO c, ALGORITHM=INSTANT;

-- rename column t.a to b
ALTER TABLE t RENAME COLUMN a TO b, ALGORITHM=INSTANT;
