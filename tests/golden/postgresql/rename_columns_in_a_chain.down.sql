-- Does:
--   - rename column t.b to a
--   - rename column t.c to b
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- rename column t.b to a
ALTER TABLE t RENAME COLUMN b TO a;

-- rename column t.c to b
ALTER TABLE t RENAME COLUMN c TO b;
