-- object: sequence
-- action: drop
-- note: owned by a column of a table that goes, and the default of another's column
-- before
CREATE SEQUENCE numbers;
CREATE TABLE bills (id bigint PRIMARY KEY, number bigint NOT NULL DEFAULT nextval('numbers'));
CREATE TABLE accounts (id integer PRIMARY KEY, number bigint DEFAULT nextval('numbers'));
ALTER SEQUENCE numbers OWNED BY bills.id;
-- rows
INSERT INTO accounts (id) VALUES (1);
-- after
CREATE TABLE accounts (id integer PRIMARY KEY, number bigint);
