-- object: composite type
-- action: alter
-- before
CREATE TYPE place AS (street text, city text);CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    home place,
    amount integer DEFAULT 0 NOT NULL
);
-- rows
INSERT INTO users VALUES (1, 'ann', '(a,b)', 7);
-- after
CREATE TYPE place AS (street text, city text, zip text);CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    home place,
    amount integer DEFAULT 0 NOT NULL
);
