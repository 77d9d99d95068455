-- object: grant
-- action: alter
-- manage: owner, grant
-- before
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
GRANT SELECT, INSERT ON users TO reader;
GRANT UPDATE ON users TO reader WITH GRANT OPTION;
GRANT SELECT (name) ON users TO boss;
-- rows
INSERT INTO users VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
GRANT SELECT, UPDATE ON users TO reader;
GRANT SELECT (name, amount) ON users TO boss;
