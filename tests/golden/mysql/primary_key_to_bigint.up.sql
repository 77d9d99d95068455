-- Does:
--   - drop foreign key posts_author (author to users) from table posts
--   - change column posts.author: type int to bigint
--   - change column users.id: type int to bigint
--   - add foreign key posts_author (author to users) to table posts
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
--   But the way back of converted values is not compared: posts.author, users.id.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - posts.author fails on, or changes, values that int cannot hold
--   - users.id fails on, or changes, values that int cannot hold

-- drop foreign key posts_author (author to users) from table posts
ALTER TABLE posts DROP FOREIGN KEY posts_author, ALGORITHM=INPLACE, LOCK=NONE;

-- change column posts.author: type int to bigint
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE posts MODIFY COLUMN author bigint;

-- change column users.id: type int to bigint
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE users MODIFY COLUMN id bigint NOT NULL AUTO_INCREMENT;

-- add foreign key posts_author (author to users) to table posts
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author) REFERENCES users (id);
