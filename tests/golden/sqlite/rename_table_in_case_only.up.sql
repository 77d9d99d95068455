-- Does:
--   - rename table Users to users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- rename table Users to goofer_new_Users
ALTER TABLE "Users" RENAME TO "goofer_new_Users";

-- rename table goofer_new_Users to users
ALTER TABLE "goofer_new_Users" RENAME TO users;
