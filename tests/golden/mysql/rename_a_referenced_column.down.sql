-- Does:
--   - rename column p.pk to id
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- Not atomic: this server commits after each statement.

-- rename column p.pk to id
ALTER TABLE p RENAME COLUMN pk TO id, ALGORITHM=INPLACE, LOCK=NONE;
