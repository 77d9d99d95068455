-- object: primary key
-- action: alter
-- before
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);CREATE TABLE posts (id integer PRIMARY KEY, author integer REFERENCES users (id));
-- rows
INSERT INTO users VALUES (1, 'ann', 7), (2, NULL, 0);INSERT INTO posts VALUES (1, 2);
-- after
CREATE TABLE users (
    id bigint PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);CREATE TABLE posts (id integer PRIMARY KEY, author bigint REFERENCES users (id));
