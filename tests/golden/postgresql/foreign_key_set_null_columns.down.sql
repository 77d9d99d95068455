-- Does:
--   - drop foreign key posts_author (author to users) from table posts
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- drop foreign key posts_author (author to users) from table posts
ALTER TABLE posts DROP CONSTRAINT posts_author;
