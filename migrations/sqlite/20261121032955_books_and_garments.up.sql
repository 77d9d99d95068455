-- 20261121032955_books_and_garments (up)
-- Written by goofer 0.1.0 for sqlite 3.40.1.
-- Does:
--   - add column articles.kind
--   - add column articles.description
--   - add column articles.attributes
--   - create table garments
--   - create table tags
--   - create table books
--   - create table Größen
--   - create table article_tags
--   - create index ix_articles_attributes on table articles
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 8 tables.

-- add column articles.kind
ALTER TABLE articles ADD COLUMN kind VARCHAR(20) NOT NULL DEFAULT 'thing';

-- add column articles.description
ALTER TABLE articles ADD COLUMN description TEXT;

-- add column articles.attributes
ALTER TABLE articles ADD COLUMN attributes JSON NOT NULL DEFAULT '{}';

CREATE TABLE garments (
    id INTEGER NOT NULL,
    picture BLOB,
    CONSTRAINT pk_garments PRIMARY KEY (id),
    CONSTRAINT fk_garments_id_articles FOREIGN KEY (id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE TABLE tags (
    id INTEGER NOT NULL,
    word VARCHAR(40) COLLATE NOCASE NOT NULL,
    CONSTRAINT pk_tags PRIMARY KEY (id),
    CONSTRAINT uq_tags_word UNIQUE (word)
);

CREATE TABLE books (
    id INTEGER NOT NULL,
    isbn VARCHAR(13) NOT NULL,
    authors JSON NOT NULL,
    CONSTRAINT pk_books PRIMARY KEY (id),
    CONSTRAINT uq_books_isbn UNIQUE (isbn),
    CONSTRAINT fk_books_id_articles FOREIGN KEY (id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE TABLE "Größen" (
    garment_id INTEGER NOT NULL,
    "Größe" VARCHAR(8) NOT NULL,
    "Weite in cm" NUMERIC(5, 1) NOT NULL,
    "group" VARCHAR(20),
    CONSTRAINT "pk_Größen" PRIMARY KEY (garment_id, "Größe"),
    CONSTRAINT "ck_Größen_Weite_positiv" CHECK ("Weite in cm" > 0),
    CONSTRAINT "fk_Größen_garment_id_garments" FOREIGN KEY (garment_id) REFERENCES garments (id) ON DELETE CASCADE
);

-- create table article_tags
CREATE TABLE article_tags (
    article_id INTEGER NOT NULL,
    tag_id INTEGER NOT NULL,
    CONSTRAINT pk_article_tags PRIMARY KEY (article_id, tag_id),
    CONSTRAINT fk_article_tags_article_id_articles FOREIGN KEY (article_id) REFERENCES articles (id) ON DELETE CASCADE,
    CONSTRAINT fk_article_tags_tag_id_tags FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE
);
CREATE INDEX ix_article_tags_tag_id ON article_tags (tag_id);

CREATE INDEX ix_articles_attributes ON articles (attributes);
