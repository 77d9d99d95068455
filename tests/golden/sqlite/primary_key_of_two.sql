-- object: primary key
-- action: alter
-- before
CREATE TABLE users (
    id INTEGER NOT NULL,
    name TEXT,
    amount INTEGER NOT NULL DEFAULT 0
);
-- rows
INSERT INTO users (id, name, amount) VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id INTEGER NOT NULL,
    name TEXT,
    amount INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (id, amount)
);
