-- Does:
--   - change column users.doc: default none to (json_object())
--   - change column users.note: default none to ('x')
--   - change column users.tags: default (json_array()) to none
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change column users.doc: default none to (json_object()); change column users.note: default none to ('x'); change column users.tags: default (json_array()) to none
ALTER TABLE users
    MODIFY COLUMN doc json DEFAULT (json_object()),
    MODIFY COLUMN note text DEFAULT ('x'),
    MODIFY COLUMN tags json,
    ALGORITHM=INSTANT;
