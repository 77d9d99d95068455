-- Does:
--   - add column posts.note
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- add column posts.note
ALTER TABLE posts ADD COLUMN note varchar(20), ALGORITHM=INPLACE, LOCK=NONE;
