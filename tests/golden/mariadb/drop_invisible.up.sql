-- Does:
--   - drop column users.hidden (its values are kept in goofer_kept_users.hidden_20300102030405)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of users that came later get NULL in hidden

CREATE TABLE `goofer_kept_users.hidden_20300102030405` (PRIMARY KEY (id))
    SELECT id, hidden FROM users WHERE hidden IS NOT NULL;

-- drop column users.hidden (its values are kept in goofer_kept_users.hidden_20300102030405)
ALTER TABLE users DROP COLUMN hidden, ALGORITHM=INSTANT;
