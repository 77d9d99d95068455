-- Does:
--   - change the comment of primary key users_pkey (id) of table users
--   - change comment of table users
--   - change column users.name: comment
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change the comment of primary key users_pkey (id) of table users
COMMENT ON CONSTRAINT users_pkey ON users IS 'key';

-- change comment of table users
COMMENT ON TABLE users IS 'who';

-- change column users.name: comment
COMMENT ON COLUMN users.name IS 'how called';
