-- 20261121033015_books_and_garments (up)
-- Written by goofer 0.1.0 for postgresql 15.18.
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
ALTER TABLE articles ADD COLUMN kind character varying(20) DEFAULT 'thing' NOT NULL;

-- add column articles.description
ALTER TABLE articles ADD COLUMN description text;

-- add column articles.attributes
ALTER TABLE articles ADD COLUMN attributes jsonb DEFAULT '{}' NOT NULL;

CREATE TABLE garments (
    id integer NOT NULL,
    picture bytea,
    CONSTRAINT pk_garments PRIMARY KEY (id),
    CONSTRAINT fk_garments_id_articles FOREIGN KEY (id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE TABLE tags (
    id serial,
    word character varying(40) COLLATE "C" NOT NULL,
    CONSTRAINT pk_tags PRIMARY KEY (id),
    CONSTRAINT uq_tags_word UNIQUE (word)
);

CREATE TABLE books (
    id integer NOT NULL,
    isbn character varying(13) NOT NULL,
    authors character varying(80)[] NOT NULL,
    CONSTRAINT pk_books PRIMARY KEY (id),
    CONSTRAINT uq_books_isbn UNIQUE (isbn),
    CONSTRAINT fk_books_id_articles FOREIGN KEY (id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE TABLE "Größen" (
    garment_id integer NOT NULL,
    "Größe" character varying(8) NOT NULL,
    "Weite in cm" numeric(5,1) NOT NULL,
    "group" character varying(20),
    CONSTRAINT "pk_Größen" PRIMARY KEY (garment_id, "Größe"),
    CONSTRAINT "ck_Größen_Weite_positiv" CHECK ("Weite in cm" > (0)::numeric),
    CONSTRAINT "fk_Größen_garment_id_garments" FOREIGN KEY (garment_id) REFERENCES garments (id) ON DELETE CASCADE
);

-- create table article_tags
CREATE TABLE article_tags (
    article_id integer NOT NULL,
    tag_id integer NOT NULL,
    CONSTRAINT pk_article_tags PRIMARY KEY (article_id, tag_id),
    CONSTRAINT fk_article_tags_article_id_articles FOREIGN KEY (article_id) REFERENCES articles (id) ON DELETE CASCADE,
    CONSTRAINT fk_article_tags_tag_id_tags FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE
);
CREATE INDEX ix_article_tags_tag_id ON article_tags (tag_id);

CREATE INDEX ix_articles_attributes ON articles USING gin (attributes);
