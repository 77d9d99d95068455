-- object: index
-- action: drop
-- before
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
CREATE INDEX users_lower ON users (lower(name) text_pattern_ops, (amount % 10));
-- rows
INSERT INTO users VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
