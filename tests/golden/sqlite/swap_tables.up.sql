-- Does:
--   - rename table a to a_goofer
--   - rename table b to a
--   - rename table a_goofer to b
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- rename table a to a_goofer
ALTER TABLE a RENAME TO a_goofer;

-- rename table b to a
ALTER TABLE b RENAME TO a;

-- rename table a_goofer to b
ALTER TABLE a_goofer RENAME TO b;
