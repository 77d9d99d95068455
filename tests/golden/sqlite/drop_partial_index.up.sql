-- Does:
--   - drop index users_open of table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop index users_open of table users
DROP INDEX users_open;
