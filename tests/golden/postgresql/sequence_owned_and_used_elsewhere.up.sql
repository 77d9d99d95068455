-- Does:
--   - create sequence numbers
--   - add column accounts.number
--   - create table zettel
--   - change sequence numbers
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE SEQUENCE numbers;

-- add column accounts.number
ALTER TABLE accounts ADD COLUMN number bigint DEFAULT nextval('numbers'::regclass);

CREATE TABLE zettel (
    id integer NOT NULL,
    number bigint DEFAULT nextval('numbers'::regclass) NOT NULL,
    CONSTRAINT zettel_pkey PRIMARY KEY (id)
);

-- change sequence numbers
ALTER SEQUENCE numbers OWNED BY zettel.id;
