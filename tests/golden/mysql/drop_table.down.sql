-- Does:
--   - create table users, with the rows kept in goofer_kept_users_20300102030405
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- create table users, with the rows kept in goofer_kept_users_20300102030405
RENAME TABLE goofer_kept_users_20300102030405 TO users;
