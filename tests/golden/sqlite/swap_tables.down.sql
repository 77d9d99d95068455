-- Does:
--   - rename table b to a_goofer
--   - rename table a to b
--   - rename table a_goofer to a
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- rename table b to a_goofer
ALTER TABLE b RENAME TO a_goofer;

-- rename table a to b
ALTER TABLE a RENAME TO b;

-- rename table a_goofer to a
ALTER TABLE a_goofer RENAME TO a;
