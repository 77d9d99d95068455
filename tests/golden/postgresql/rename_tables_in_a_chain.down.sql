-- Does:
--   - rename primary key b_pkey (id) of table b to a_pkey
--   - rename primary key c_pkey (id) of table c to b_pkey
--   - rename column c.z to y
--   - rename column b.y to x
--   - rename table b to a
--   - rename table c to b
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- rename primary key b_pkey (id) of table b to a_pkey
ALTER TABLE b RENAME CONSTRAINT b_pkey TO a_pkey;

-- rename primary key c_pkey (id) of table c to b_pkey
ALTER TABLE c RENAME CONSTRAINT c_pkey TO b_pkey;

-- rename column c.z to y
ALTER TABLE c RENAME COLUMN z TO y;

-- rename column b.y to x
ALTER TABLE b RENAME COLUMN y TO x;

-- rename table b to a
ALTER TABLE b RENAME TO a;

-- rename table c to b
ALTER TABLE c RENAME TO b;
