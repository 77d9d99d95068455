-- Does:
--   - drop column users.changed (its values are kept in goofer_kept_users.changed_20300102030405)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of users that came later get CURRENT_TIMESTAMP in changed

CREATE TABLE `goofer_kept_users.changed_20300102030405` (PRIMARY KEY (id))
    SELECT id, changed FROM users WHERE changed IS NOT NULL;

-- drop column users.changed (its values are kept in goofer_kept_users.changed_20300102030405)
ALTER TABLE users DROP COLUMN changed, ALGORITHM=INSTANT;
