-- Does:
--   - add column users.seen, with the values kept in goofer_kept_users.seen_20300102030405
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of users that came later get NULL in seen

-- add column users.seen
ALTER TABLE users ADD COLUMN seen datetime(6), ALGORITHM=INSTANT;

-- give rows of users their values in seen
UPDATE users
    JOIN `goofer_kept_users.seen_20300102030405` AS kept ON users.id = kept.id
    SET users.seen = kept.seen;

-- drop goofer_kept_users.seen_20300102030405, its values are back in table users
DROP TABLE `goofer_kept_users.seen_20300102030405`;

-- change column users.seen: default none to CURRENT_TIMESTAMP(6)
ALTER TABLE users MODIFY COLUMN seen datetime(6) DEFAULT CURRENT_TIMESTAMP(6), ALGORITHM=INSTANT;
