-- Does:
--   - drop foreign key posts_author (author to users) from table posts
--   - drop index posts_author of table posts
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- Not atomic: this server commits after each statement.

-- drop foreign key posts_author (author to users) from table posts
ALTER TABLE posts DROP FOREIGN KEY posts_author, ALGORITHM=INPLACE, LOCK=NONE;

-- drop index posts_author of table posts
ALTER TABLE posts DROP INDEX posts_author, ALGORITHM=INPLACE, LOCK=NONE;
