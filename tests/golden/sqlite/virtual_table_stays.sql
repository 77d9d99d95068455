-- object: virtual table
-- action: depend
-- before
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT,
    amount INTEGER NOT NULL DEFAULT 0
);CREATE VIRTUAL TABLE words USING fts5(body);
-- rows
INSERT INTO users (id, name, amount) VALUES (1, 'ann', 7), (2, NULL, 0);INSERT INTO words VALUES ('hello');
-- after
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name VARCHAR(9),
    amount INTEGER NOT NULL DEFAULT 0
);CREATE VIRTUAL TABLE words USING fts5(body);
