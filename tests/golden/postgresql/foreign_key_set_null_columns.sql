-- object: foreign key
-- action: create
-- needs: 15
-- before
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);CREATE TABLE posts (id integer PRIMARY KEY, author integer);
-- rows
INSERT INTO users VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);CREATE TABLE posts (id integer PRIMARY KEY, author integer, CONSTRAINT posts_author FOREIGN KEY (author) REFERENCES users (id) ON DELETE SET NULL (author) DEFERRABLE);
