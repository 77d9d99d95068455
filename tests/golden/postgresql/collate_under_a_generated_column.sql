-- object: generated column
-- action: depend
-- note: one that reads a column with another collation is made anew
-- before
CREATE TABLE posts (id integer PRIMARY KEY, title text, slug text GENERATED ALWAYS AS (lower(title)) STORED);
CREATE UNIQUE INDEX posts_slug ON posts (slug);
-- rows
INSERT INTO posts (id, title) VALUES (1, 'One'), (2, NULL);
-- after
CREATE TABLE posts (
    id integer PRIMARY KEY, title text COLLATE "C", slug text GENERATED ALWAYS AS (lower(title)) STORED
);
CREATE UNIQUE INDEX posts_slug ON posts (slug);
