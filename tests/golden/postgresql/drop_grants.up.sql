-- Does:
--   - drop grant to reader on table users
--   - drop grant to boss on column users.name
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop grant to reader on table users
REVOKE INSERT, SELECT, UPDATE ON TABLE users FROM reader;

-- drop grant to boss on column users.name
REVOKE SELECT (name) ON TABLE users FROM boss;
