-- Does:
--   - drop foreign key posts_author_fkey (author to users) from table posts
--   - change column posts.author: type integer to bigint
--   - change column users.id: type integer to bigint
--   - add foreign key posts_author_fkey (author to users) to table posts
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
--   But the way back of converted values is not compared: posts.author, users.id.
-- The way back:
--   - posts.author fails on, or changes, values that integer cannot hold
--   - users.id fails on, or changes, values that integer cannot hold

-- drop foreign key posts_author_fkey (author to users) from table posts
ALTER TABLE posts DROP CONSTRAINT posts_author_fkey;

-- change column posts.author: type integer to bigint
ALTER TABLE posts ALTER COLUMN author TYPE bigint;

-- change column users.id: type integer to bigint
ALTER TABLE users ALTER COLUMN id TYPE bigint;

-- add foreign key posts_author_fkey (author to users) to table posts
ALTER TABLE posts ADD CONSTRAINT posts_author_fkey FOREIGN KEY (author) REFERENCES users (id);
