-- Does:
--   - rename primary key people_pkey (id) of table people to users_pkey
--   - rename table people to users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- rename primary key people_pkey (id) of table people to users_pkey
ALTER TABLE people RENAME CONSTRAINT people_pkey TO users_pkey;

-- rename table people to users
ALTER TABLE people RENAME TO users;
