-- Does:
--   - rename table users to Users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- rename table users to goofer_new_users
ALTER TABLE users RENAME TO goofer_new_users;

-- rename table goofer_new_users to Users
ALTER TABLE goofer_new_users RENAME TO "Users";
