-- Does:
--   - change index by_note of table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop index by_note of table users
ALTER TABLE users DROP INDEX by_note, ALGORITHM=INPLACE, LOCK=NONE;

-- create index by_note on table users
ALTER TABLE users ADD FULLTEXT INDEX by_note (note) WITH PARSER ngram, ALGORITHM=INPLACE, LOCK=SHARED;
