-- Does:
--   - change column users.tags: default none to (json_array())
--   - change column users.note: default ('x') to none
--   - change column users.doc: default (json_object()) to none
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change column users.tags: default none to (json_array()); change column users.note: default ('x') to none; change column users.doc: default (json_object()) to none
ALTER TABLE users
    MODIFY COLUMN tags json DEFAULT (json_array()),
    MODIFY COLUMN note text,
    MODIFY COLUMN doc json,
    ALGORITHM=INSTANT;
