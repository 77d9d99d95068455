-- Does:
--   - drop column users.note (its values are kept in goofer_kept_users.note_20300102030405)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of users that came later get NULL in note

CREATE TABLE `goofer_kept_users.note_20300102030405` (PRIMARY KEY (id))
    SELECT id, note FROM users WHERE note IS NOT NULL;

-- drop column users.note (its values are kept in goofer_kept_users.note_20300102030405)
ALTER TABLE users DROP COLUMN note, ALGORITHM=INSTANT;
