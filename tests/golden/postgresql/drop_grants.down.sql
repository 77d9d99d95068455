-- Does:
--   - create grant to boss on column users.name
--   - create grant to reader on table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- create grant to boss on column users.name
GRANT SELECT (name) ON TABLE users TO boss;

-- create grant to reader on table users
GRANT INSERT, SELECT ON TABLE users TO reader;
GRANT UPDATE ON TABLE users TO reader WITH GRANT OPTION;
