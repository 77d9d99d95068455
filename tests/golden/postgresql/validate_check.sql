-- object: check
-- action: alter
-- before
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
ALTER TABLE users ADD CONSTRAINT small CHECK (amount < 50) NOT VALID;
-- rows
INSERT INTO users VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
ALTER TABLE users ADD CONSTRAINT small CHECK (amount < 50);
