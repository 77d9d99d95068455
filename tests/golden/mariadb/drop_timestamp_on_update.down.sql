-- Does:
--   - add column users.changed, with the values kept in goofer_kept_users.changed_20300102030405
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of users that came later get CURRENT_TIMESTAMP in changed

-- add column users.changed
ALTER TABLE users ADD COLUMN changed timestamp NULL, ALGORITHM=INSTANT;

-- give rows of users their values in changed
UPDATE users
    JOIN `goofer_kept_users.changed_20300102030405` AS kept ON users.id = kept.id
    SET users.changed = kept.changed;

-- drop goofer_kept_users.changed_20300102030405, its values are back in table users
DROP TABLE `goofer_kept_users.changed_20300102030405`;

-- give rows of users their values in changed
UPDATE users SET changed = CURRENT_TIMESTAMP WHERE changed IS NULL;

-- change column users.changed: NOT NULL, default none to CURRENT_TIMESTAMP, options
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE users MODIFY COLUMN changed timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP;
