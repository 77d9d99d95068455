-- Does:
--   - rename column t.b to c
--   - rename column t.a to b
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- rename column t.b to c
ALTER TABLE t RENAME COLUMN b TO c;

-- rename column t.a to b
ALTER TABLE t RENAME COLUMN a TO b;
