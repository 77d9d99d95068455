-- object: sequence
-- action: alter
-- note: from a column of a table that goes to one of a table that is new, and used by a third
-- before
CREATE SEQUENCE numbers;
CREATE TABLE bills (id bigint PRIMARY KEY, number bigint NOT NULL DEFAULT nextval('numbers'));
CREATE TABLE accounts (id integer PRIMARY KEY, number bigint DEFAULT nextval('numbers'));
ALTER SEQUENCE numbers OWNED BY bills.number;
-- rows
INSERT INTO accounts (id) VALUES (1);
-- after
CREATE SEQUENCE numbers;
CREATE TABLE parcels (weight integer, code text PRIMARY KEY, counted bigint NOT NULL DEFAULT nextval('numbers'));
CREATE TABLE accounts (id integer PRIMARY KEY, number bigint DEFAULT nextval('numbers'));
ALTER SEQUENCE numbers OWNED BY parcels.counted;
