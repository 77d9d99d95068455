-- object: column
-- action: drop
-- note: the server leaves it in the inheriting table, which says it itself too
-- before
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text
);
CREATE TABLE admins (
    name text,
    level integer
) INHERITS (users);
-- rows
INSERT INTO users VALUES (1, 'ann');
INSERT INTO admins VALUES (2, 'bob', 3);
-- after
CREATE TABLE users (
    id integer PRIMARY KEY
);
CREATE TABLE admins (
    level integer
) INHERITS (users);
