-- object: schema comment
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
COMMENT ON SCHEMA public IS 'all we''ve got';
