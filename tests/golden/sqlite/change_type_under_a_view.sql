-- object: column
-- action: depend
-- note: what reads a column that changes its type steps aside and comes again
-- before
CREATE TABLE users (id INTEGER PRIMARY KEY, amount INTEGER);
CREATE VIEW amounts AS SELECT id, amount FROM users WHERE amount > 0;
-- rows
INSERT INTO users VALUES (1, 7), (2, NULL);
-- after
CREATE TABLE users (id INTEGER PRIMARY KEY, amount BIGINT);
CREATE VIEW amounts AS SELECT id, amount FROM users WHERE amount > 0;
