-- object: table
-- action: alter
-- before
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT
);
-- rows
INSERT INTO users (id, name) VALUES (1, 'ann'), (2, NULL);
-- after
CREATE TABLE users (
    id INTEGER PRIMARY KEY DESC,
    name TEXT
);
