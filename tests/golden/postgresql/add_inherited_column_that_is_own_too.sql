-- object: column
-- action: create
-- before
CREATE TABLE users (
    id integer PRIMARY KEY
);
CREATE TABLE admins (
    level integer
) INHERITS (users);
-- rows
INSERT INTO users VALUES (1);
INSERT INTO admins VALUES (2, 3);
-- after
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text DEFAULT 'x'
);
CREATE TABLE admins (
    name text,
    level integer
) INHERITS (users);
