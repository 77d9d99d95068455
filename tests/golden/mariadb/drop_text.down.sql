-- Does:
--   - add column users.note, with the values kept in goofer_kept_users.note_20300102030405
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of users that came later get NULL in note

-- add column users.note
ALTER TABLE users ADD COLUMN note text, ALGORITHM=INSTANT;

-- give rows of users their values in note
UPDATE users
    JOIN `goofer_kept_users.note_20300102030405` AS kept ON users.id = kept.id
    SET users.note = kept.note;

-- drop goofer_kept_users.note_20300102030405, its values are back in table users
DROP TABLE `goofer_kept_users.note_20300102030405`;
