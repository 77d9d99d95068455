-- object: grant
-- action: depend
-- manage: owner, grant
-- note: what it had comes back with the view, and then what is managed is changed
-- before
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
CREATE VIEW names AS SELECT name FROM users;
GRANT SELECT ON names TO reader;
ALTER VIEW names OWNER TO boss;
-- rows
INSERT INTO users VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
CREATE VIEW names AS SELECT id, name FROM users;
GRANT SELECT, UPDATE ON names TO reader;
ALTER VIEW names OWNER TO boss;
