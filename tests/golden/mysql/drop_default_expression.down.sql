-- Does:
--   - add column users.half, with the values kept in goofer_kept_users.half_20300102030405
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of users that came later get NULL in half

-- add column users.half
ALTER TABLE users ADD COLUMN half int, ALGORITHM=INSTANT;

-- give rows of users their values in half
UPDATE users
    JOIN `goofer_kept_users.half_20300102030405` AS kept ON users.id = kept.id
    SET users.half = kept.half;

-- drop goofer_kept_users.half_20300102030405, its values are back in table users
DROP TABLE `goofer_kept_users.half_20300102030405`;

-- change column users.half: default none to (1 + 2)
ALTER TABLE users ALTER COLUMN half SET DEFAULT (1 + 2), ALGORITHM=INSTANT;
