-- Does:
--   - rename table a to a_goofer
--   - rename table b to a
--   - rename table a_goofer to b
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- Not atomic: this server commits after each statement.

-- rename table a to a_goofer
RENAME TABLE a TO a_goofer;

-- rename table b to a
RENAME TABLE b TO a;

-- rename table a_goofer to b
RENAME TABLE a_goofer TO b;
