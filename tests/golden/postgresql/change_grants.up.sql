-- Does:
--   - create grant to boss on column users.amount
--   - replace grant to reader on table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- create grant to boss on column users.amount
GRANT SELECT (amount) ON TABLE users TO boss;

-- replace grant to reader on table users
REVOKE INSERT ON TABLE users FROM reader;
REVOKE GRANT OPTION FOR UPDATE ON TABLE users FROM reader;
