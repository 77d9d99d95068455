-- Does:
--   - drop index posts_words of table posts
--   - add column posts.title, with the values kept in goofer_kept_posts.title_20300102030405
--   - create index posts_words on table posts
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of posts that came later get NULL in title

-- drop index posts_words of table posts; add column posts.title
ALTER TABLE posts
    DROP INDEX posts_words,
    ADD COLUMN title varchar(100),
    ALGORITHM=INPLACE, LOCK=NONE;

-- give rows of posts their values in title
UPDATE posts
    JOIN `goofer_kept_posts.title_20300102030405` AS kept ON posts.id = kept.id
    SET posts.title = kept.title;

-- drop goofer_kept_posts.title_20300102030405, its values are back in table posts
DROP TABLE `goofer_kept_posts.title_20300102030405`;

-- create index posts_words on table posts
ALTER TABLE posts ADD FULLTEXT INDEX posts_words (title, body), ALGORITHM=INPLACE, LOCK=SHARED;
