-- Does:
--   - add column users.doc, with the values kept in goofer_kept_users.doc_20300102030405
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of users that came later get NULL in doc

-- add column users.doc
ALTER TABLE users ADD COLUMN doc json, ALGORITHM=INSTANT;

-- give rows of users their values in doc
UPDATE users
    JOIN `goofer_kept_users.doc_20300102030405` AS kept ON users.id = kept.id
    SET users.doc = kept.doc;

-- drop goofer_kept_users.doc_20300102030405, its values are back in table users
DROP TABLE `goofer_kept_users.doc_20300102030405`;
