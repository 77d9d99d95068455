-- object: grant
-- action: create
-- manage: owner, grant
-- before
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
-- rows
INSERT INTO users VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
GRANT SELECT, INSERT ON users TO reader;
GRANT UPDATE ON users TO reader WITH GRANT OPTION;
GRANT SELECT (name) ON users TO boss;
