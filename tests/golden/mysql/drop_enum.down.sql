-- Does:
--   - add column users.state, with the values kept in goofer_kept_users.state_20300102030405
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of users that came later get 'new' in state

-- add column users.state
ALTER TABLE users ADD COLUMN state enum('new','done'), ALGORITHM=INSTANT;

-- give rows of users their values in state
UPDATE users
    JOIN `goofer_kept_users.state_20300102030405` AS kept ON users.id = kept.id
    SET users.state = kept.state;

-- drop goofer_kept_users.state_20300102030405, its values are back in table users
DROP TABLE `goofer_kept_users.state_20300102030405`;

-- give rows of users their values in state
UPDATE users SET state = 'new' WHERE state IS NULL;

-- change column users.state: NOT NULL, default none to 'new'
ALTER TABLE users MODIFY COLUMN state enum('new','done') NOT NULL DEFAULT 'new', ALGORITHM=INPLACE, LOCK=NONE;
