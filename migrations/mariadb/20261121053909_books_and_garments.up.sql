-- 20261121053909_books_and_garments (up)
-- Written by goofer 0.1.0 for mariadb 10.11.19.
-- Does:
--   - add column articles.kind
--   - add column articles.description
--   - add column articles.attributes
--   - create table garments
--   - create table tags
--   - create table books
--   - create table Größen
--   - create table article_tags
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 8 tables.
-- Not atomic: this server commits after each statement.

-- add column articles.kind; add column articles.description; add column articles.attributes
ALTER TABLE articles
    ADD COLUMN kind varchar(20) NOT NULL DEFAULT 'thing',
    ADD COLUMN description text,
    ADD COLUMN attributes json NOT NULL DEFAULT ('{}'),
    ALGORITHM=INSTANT;

CREATE TABLE garments (
    id int(11) NOT NULL,
    picture blob,
    PRIMARY KEY (id),
    CONSTRAINT fk_garments_id_articles FOREIGN KEY (id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE TABLE tags (
    id int(11) NOT NULL AUTO_INCREMENT,
    word varchar(40) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE INDEX uq_tags_word (word)
);

CREATE TABLE books (
    id int(11) NOT NULL,
    isbn varchar(13) NOT NULL,
    authors json NOT NULL,
    PRIMARY KEY (id),
    UNIQUE INDEX uq_books_isbn (isbn),
    CONSTRAINT fk_books_id_articles FOREIGN KEY (id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE TABLE `Größen` (
    garment_id int(11) NOT NULL,
    `Größe` varchar(8) NOT NULL,
    `Weite in cm` decimal(5,1) NOT NULL,
    `group` varchar(20),
    PRIMARY KEY (garment_id, `Größe`),
    CONSTRAINT `ck_Größen_Weite_positiv` CHECK (`Weite in cm` > 0),
    CONSTRAINT `fk_Größen_garment_id_garments` FOREIGN KEY (garment_id) REFERENCES garments (id) ON DELETE CASCADE
);

CREATE TABLE article_tags (
    article_id int(11) NOT NULL,
    tag_id int(11) NOT NULL,
    INDEX ix_article_tags_tag_id (tag_id),
    PRIMARY KEY (article_id, tag_id),
    CONSTRAINT fk_article_tags_article_id_articles FOREIGN KEY (article_id) REFERENCES articles (id) ON DELETE CASCADE,
    CONSTRAINT fk_article_tags_tag_id_tags FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE
);
