-- Does:
--   - rename table b to a_goofer
--   - rename table a to b
--   - rename table a_goofer to a
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- Not atomic: this server commits after each statement.

-- rename table b to a_goofer
RENAME TABLE b TO a_goofer;

-- rename table a to b
RENAME TABLE a TO b;

-- rename table a_goofer to a
RENAME TABLE a_goofer TO a;
