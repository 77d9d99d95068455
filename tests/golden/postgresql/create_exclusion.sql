-- object: exclusion constraint
-- action: create
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
ALTER TABLE users ADD CONSTRAINT no_same EXCLUDE USING btree (amount WITH =) WHERE (amount > 1);
