-- 20261121053909_books_and_garments (down)
-- Written by goofer 0.1.0 for mariadb 10.11.19.
-- Does:
--   - drop table article_tags (its rows are lost)
--   - drop table Größen (its rows are lost)
--   - drop table books (its rows are lost)
--   - drop table tags (its rows are lost)
--   - drop table garments (its rows are lost)
--   - drop column articles.attributes (its values are lost)
--   - drop column articles.description (its values are lost)
--   - drop column articles.kind (its values are lost)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 8 tables.
-- Not atomic: this server commits after each statement.

-- drop table article_tags (its rows are lost)
DROP TABLE article_tags;

-- drop table Größen (its rows are lost)
DROP TABLE `Größen`;

-- drop table books (its rows are lost)
DROP TABLE books;

-- drop table tags (its rows are lost)
DROP TABLE tags;

-- drop table garments (its rows are lost)
DROP TABLE garments;

-- drop column articles.attributes (its values are lost); drop column articles.description (its values are lost); drop column articles.kind (its values are lost)
ALTER TABLE articles
    DROP COLUMN attributes,
    DROP COLUMN description,
    DROP COLUMN kind,
    ALGORITHM=INSTANT;
