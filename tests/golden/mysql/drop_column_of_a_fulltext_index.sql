-- object: index
-- action: depend
-- drop: keep
-- before
CREATE TABLE posts (
    id int PRIMARY KEY,
    title varchar(100),
    body text,
    FULLTEXT KEY posts_words (title, body)
);
-- rows
INSERT INTO posts VALUES (1, 'one', 'some words'), (2, NULL, NULL);
-- after
CREATE TABLE posts (
    id int PRIMARY KEY,
    body text,
    FULLTEXT KEY posts_words (body)
);
