-- Does:
--   - drop index posts_slug of table posts
--   - drop column posts.slug (computed, nothing is lost)
--   - change column posts.title: collation
--   - add column posts.slug
--   - create unique index posts_slug on table posts
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop index posts_slug of table posts
DROP INDEX posts_slug;

-- drop column posts.slug (computed, nothing is lost)
ALTER TABLE posts DROP COLUMN slug;

-- change column posts.title: collation
ALTER TABLE posts ALTER COLUMN title TYPE text;

-- add column posts.slug
ALTER TABLE posts ADD COLUMN slug text GENERATED ALWAYS AS (lower(title)) STORED;

CREATE UNIQUE INDEX posts_slug ON posts (slug);
