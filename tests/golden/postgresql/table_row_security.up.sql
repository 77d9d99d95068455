-- Does:
--   - change options of table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change options of table users
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
