-- Does:
--   - drop index posts_words of table posts
--   - drop column posts.title (its values are kept in goofer_kept_posts.title_20300102030405)
--   - create index posts_words on table posts
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of posts that came later get NULL in title

-- drop index posts_words of table posts
ALTER TABLE posts DROP INDEX posts_words, ALGORITHM=INPLACE, LOCK=NONE;

CREATE TABLE `goofer_kept_posts.title_20300102030405` (PRIMARY KEY (id))
    SELECT id, title FROM posts WHERE title IS NOT NULL;

-- drop column posts.title (its values are kept in goofer_kept_posts.title_20300102030405); create index posts_words on table posts
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE posts
    DROP COLUMN title,
    ADD FULLTEXT INDEX posts_words (body);
