-- Does:
--   - rename column t.a to a_goofer
--   - rename column t.b to a
--   - rename column t.a_goofer to b
--   - add column t.more
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- rename column t.a to a_goofer
ALTER TABLE t RENAME COLUMN a TO a_goofer, ALGORITHM=INSTANT;

-- rename column t.b to a
ALTER TABLE t RENAME COLUMN b TO a, ALGORITHM=INSTANT;

-- rename column t.a_goofer to b
ALTER TABLE t RENAME COLUMN a_goofer TO b, ALGORITHM=INSTANT;

-- add column t.more
ALTER TABLE t ADD COLUMN more int(11), ALGORITHM=INSTANT;
