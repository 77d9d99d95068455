-- Does:
--   - rename table a to a_goofer
--   - rename table b to a
--   - rename table a_goofer to b
--   - rename primary key b_pkey (id) of table a to b_pkey_goofer
--   - rename primary key a_pkey (id) of table b to b_pkey
--   - rename primary key b_pkey_goofer (id) of table a to a_pkey
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- rename table a to a_goofer
ALTER TABLE a RENAME TO a_goofer;

-- rename table b to a
ALTER TABLE b RENAME TO a;

-- rename table a_goofer to b
ALTER TABLE a_goofer RENAME TO b;

-- rename primary key b_pkey (id) of table a to b_pkey_goofer
ALTER TABLE a RENAME CONSTRAINT b_pkey TO b_pkey_goofer;

-- rename primary key a_pkey (id) of table b to b_pkey
ALTER TABLE b RENAME CONSTRAINT a_pkey TO b_pkey;

-- rename primary key b_pkey_goofer (id) of table a to a_pkey
ALTER TABLE a RENAME CONSTRAINT b_pkey_goofer TO a_pkey;
