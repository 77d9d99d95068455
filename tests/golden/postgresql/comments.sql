-- object: comment
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
COMMENT ON TABLE users IS 'who';
COMMENT ON COLUMN users.name IS 'how called';
COMMENT ON CONSTRAINT users_pkey ON users IS 'key';
