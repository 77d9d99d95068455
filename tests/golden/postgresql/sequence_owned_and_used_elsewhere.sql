-- object: sequence
-- action: create
-- note: owned by a column of one table, and the default of another's
-- before
CREATE TABLE accounts (id integer PRIMARY KEY);
-- rows
INSERT INTO accounts VALUES (1);
-- after
CREATE SEQUENCE numbers;
CREATE TABLE zettel (id integer PRIMARY KEY, number bigint NOT NULL DEFAULT nextval('numbers'));
CREATE TABLE accounts (id integer PRIMARY KEY, number bigint DEFAULT nextval('numbers'));
ALTER SEQUENCE numbers OWNED BY zettel.id;
