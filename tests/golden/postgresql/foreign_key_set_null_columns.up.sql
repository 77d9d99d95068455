-- Does:
--   - add foreign key posts_author (author to users) to table posts
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- add foreign key posts_author (author to users) to table posts
ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author) REFERENCES users (id) ON DELETE SET NULL (author) DEFERRABLE;
