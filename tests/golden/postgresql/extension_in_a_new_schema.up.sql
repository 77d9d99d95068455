-- Does:
--   - create schema extras
--   - create extension citext
--   - add column words.tag
--   - create table tags
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE SCHEMA extras;

CREATE EXTENSION citext SCHEMA extras;

-- add column words.tag
ALTER TABLE words ADD COLUMN tag extras.citext;

CREATE TABLE tags (
    tag extras.citext NOT NULL,
    CONSTRAINT tags_pkey PRIMARY KEY (tag)
);
