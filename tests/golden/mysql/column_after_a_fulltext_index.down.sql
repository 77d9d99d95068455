-- Does:
--   - drop column posts.note (its values are lost)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop column posts.note (its values are lost)
ALTER TABLE posts DROP COLUMN note, ALGORITHM=INPLACE, LOCK=NONE;
