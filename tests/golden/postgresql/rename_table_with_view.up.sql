-- Does:
--   - rename table users to people
--   - rename primary key users_pkey (id) of table people to people_pkey
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- rename table users to people
ALTER TABLE users RENAME TO people;

-- rename primary key users_pkey (id) of table people to people_pkey
ALTER TABLE people RENAME CONSTRAINT users_pkey TO people_pkey;
