-- object: sequence
-- action: drop
-- note: it goes with its column, by itself before
-- before
CREATE TABLE users (id integer PRIMARY KEY, ticket integer);
CREATE SEQUENCE tickets OWNED BY users.ticket;
-- rows
INSERT INTO users VALUES (1, 7), (2, 0);
-- after
CREATE TABLE users (id integer PRIMARY KEY);
