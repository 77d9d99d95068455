-- Does:
--   - drop column t.more (its values are lost)
--   - rename column t.b to a_goofer
--   - rename column t.a to b
--   - rename column t.a_goofer to a
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop column t.more (its values are lost)
ALTER TABLE t DROP COLUMN more;

-- rename column t.b to a_goofer
ALTER TABLE t RENAME COLUMN b TO a_goofer;

-- rename column t.a to b
ALTER TABLE t RENAME COLUMN a TO b;

-- rename column t.a_goofer to a
ALTER TABLE t RENAME COLUMN a_goofer TO a;
