-- Does:
--   - change column users.name: comment
--   - change comment of table users
--   - change the comment of primary key users_pkey (id) of table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change column users.name: comment
COMMENT ON COLUMN users.name IS NULL;

-- change comment of table users
COMMENT ON TABLE users IS NULL;

-- change the comment of primary key users_pkey (id) of table users
COMMENT ON CONSTRAINT users_pkey ON users IS NULL;
