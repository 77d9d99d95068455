-- object: column
-- action: create
-- before
CREATE TABLE users (id integer PRIMARY KEY);
-- rows
INSERT INTO users VALUES (1), (2);
-- after
CREATE TABLE users (id integer PRIMARY KEY, name VARCHAR(20), age INTEGER DEFAULT 7 NOT NULL);
