-- Does:
--   - drop column users.active (its values are kept in goofer_kept_users.active_20300102030405)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of users that came later get 1 in active

CREATE TABLE `goofer_kept_users.active_20300102030405` (PRIMARY KEY (id))
    SELECT id, active FROM users WHERE active IS NOT NULL;

-- drop column users.active (its values are kept in goofer_kept_users.active_20300102030405)
ALTER TABLE users DROP COLUMN active, ALGORITHM=INSTANT;
