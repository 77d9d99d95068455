-- Does:
--   - drop column t.more (its values are lost)
--   - rename column t.b to a_goofer
--   - rename column t.a to b
--   - rename column t.a_goofer to a
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop column t.more (its values are lost)
ALTER TABLE t DROP COLUMN more, ALGORITHM=INSTANT;

-- rename column t.b to a_goofer
ALTER TABLE t RENAME COLUMN b TO a_goofer, ALGORITHM=INSTANT;

-- rename column t.a to b
ALTER TABLE t RENAME COLUMN a TO b, ALGORITHM=INSTANT;

-- rename column t.a_goofer to a
ALTER TABLE t RENAME COLUMN a_goofer TO a, ALGORITHM=INSTANT;
