-- 20261121032955_books_and_garments (down)
-- Written by goofer 0.1.0 for sqlite 3.40.1.
-- Does:
--   - drop index ix_articles_attributes of table articles
--   - drop table article_tags (its rows are lost)
--   - drop table Größen (its rows are lost)
--   - drop table books (its rows are lost)
--   - drop table tags (its rows are lost)
--   - drop table garments (its rows are lost)
--   - drop column articles.attributes (its values are lost)
--   - drop column articles.description (its values are lost)
--   - drop column articles.kind (its values are lost)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 8 tables.

-- While foreign keys are enforced, dropping a table deletes the rows that refer to it, so they are
-- switched off meanwhile; what the guard below does not find in order undoes everything.
-- By hand: sqlite3 -bail DATABASE < FILE

PRAGMA foreign_keys = OFF;

BEGIN IMMEDIATE;

CREATE TEMP TABLE goofer_guard (
    foreign_keys INTEGER CONSTRAINT "foreign keys are switched off" CHECK (foreign_keys = 0),
    rows_copied INTEGER CONSTRAINT "every row is copied" CHECK (rows_copied),
    keys_hold INTEGER CONSTRAINT "no more rows than before refer to nothing" CHECK (keys_hold)
);

INSERT INTO goofer_guard (foreign_keys) SELECT foreign_keys FROM pragma_foreign_keys;

-- Rows that refer to nothing already
CREATE TEMP TABLE goofer_broken (
    child TEXT COLLATE NOCASE,
    parent TEXT COLLATE NOCASE,
    violations INTEGER
);
INSERT INTO goofer_broken
SELECT "table", parent, count(*)
FROM (VALUES ('garments'), ('books'), ('Größen'), ('article_tags'))
JOIN pragma_foreign_key_check(column1)
GROUP BY "table", parent;

-- drop index ix_articles_attributes of table articles
DROP INDEX ix_articles_attributes;

-- drop table article_tags (its rows are lost)
DROP TABLE article_tags;

-- drop table Größen (its rows are lost)
DROP TABLE "Größen";

-- drop table books (its rows are lost)
DROP TABLE books;

-- drop table tags (its rows are lost)
DROP TABLE tags;

-- drop table garments (its rows are lost)
DROP TABLE garments;

-- drop column articles.attributes (its values are lost)
ALTER TABLE articles DROP COLUMN attributes;

-- drop column articles.description (its values are lost)
ALTER TABLE articles DROP COLUMN description;

-- drop column articles.kind (its values are lost)
ALTER TABLE articles DROP COLUMN kind;

DROP TABLE temp.goofer_broken;
DROP TABLE temp.goofer_guard;

COMMIT;

PRAGMA foreign_keys = ON;
