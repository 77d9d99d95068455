-- Does:
--   - rename primary key a_pkey (id) of table a to b_pkey_goofer
--   - rename primary key b_pkey (id) of table b to a_pkey
--   - rename primary key b_pkey_goofer (id) of table a to b_pkey
--   - rename table b to a_goofer
--   - rename table a to b
--   - rename table a_goofer to a
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- rename primary key a_pkey (id) of table a to b_pkey_goofer
ALTER TABLE a RENAME CONSTRAINT a_pkey TO b_pkey_goofer;

-- rename primary key b_pkey (id) of table b to a_pkey
ALTER TABLE b RENAME CONSTRAINT b_pkey TO a_pkey;

-- rename primary key b_pkey_goofer (id) of table a to b_pkey
ALTER TABLE a RENAME CONSTRAINT b_pkey_goofer TO b_pkey;

-- rename table b to a_goofer
ALTER TABLE b RENAME TO a_goofer;

-- rename table a to b
ALTER TABLE a RENAME TO b;

-- rename table a_goofer to a
ALTER TABLE a_goofer RENAME TO a;
