-- Does:
--   - drop table users (its rows are kept in goofer_kept_users_20300102030405)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop table users (its rows are kept in goofer_kept_users_20300102030405)
RENAME TABLE users TO goofer_kept_users_20300102030405;
