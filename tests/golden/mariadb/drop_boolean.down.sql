-- Does:
--   - add column users.active, with the values kept in goofer_kept_users.active_20300102030405
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of users that came later get 1 in active

-- add column users.active
ALTER TABLE users ADD COLUMN active tinyint(1), ALGORITHM=INSTANT;

-- give rows of users their values in active
UPDATE users
    JOIN `goofer_kept_users.active_20300102030405` AS kept ON users.id = kept.id
    SET users.active = kept.active;

-- drop goofer_kept_users.active_20300102030405, its values are back in table users
DROP TABLE `goofer_kept_users.active_20300102030405`;

-- give rows of users their values in active
UPDATE users SET active = 1 WHERE active IS NULL;

-- change column users.active: NOT NULL, default none to 1
ALTER TABLE users MODIFY COLUMN active tinyint(1) NOT NULL DEFAULT 1, ALGORITHM=INPLACE, LOCK=NONE;
