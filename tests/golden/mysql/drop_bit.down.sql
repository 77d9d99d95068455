-- Does:
--   - add column users.b, with the values kept in goofer_kept_users.b_20300102030405
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of users that came later get NULL in b

-- add column users.b
ALTER TABLE users ADD COLUMN b bit(3), ALGORITHM=INSTANT;

-- give rows of users their values in b
UPDATE users
    JOIN `goofer_kept_users.b_20300102030405` AS kept ON users.id = kept.id
    SET users.b = kept.b;

-- drop goofer_kept_users.b_20300102030405, its values are back in table users
DROP TABLE `goofer_kept_users.b_20300102030405`;

-- change column users.b: default none to b'101'
ALTER TABLE users ALTER COLUMN b SET DEFAULT b'101', ALGORITHM=INSTANT;
