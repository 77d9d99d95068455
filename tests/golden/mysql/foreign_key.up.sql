-- Does:
--   - create index posts_author on table posts
--   - add foreign key posts_author (author to users) to table posts
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- Not atomic: this server commits after each statement.

-- create index posts_author on table posts
ALTER TABLE posts ADD INDEX posts_author (author), ALGORITHM=INPLACE, LOCK=NONE;

-- add foreign key posts_author (author to users) to table posts
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author) REFERENCES users (id) ON DELETE CASCADE;
