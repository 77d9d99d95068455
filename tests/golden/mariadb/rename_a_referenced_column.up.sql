-- Does:
--   - rename column p.id to pk
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- Not atomic: this server commits after each statement.

-- rename column p.id to pk
ALTER TABLE p RENAME COLUMN id TO pk, ALGORITHM=INSTANT;
