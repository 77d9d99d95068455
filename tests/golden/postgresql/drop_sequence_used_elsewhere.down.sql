-- Does:
--   - create sequence numbers
--   - change column accounts.number: default none to nextval('numbers'::regclass)
--   - create table bills
--   - change sequence numbers
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- The way back:
--   - bills comes back empty: its rows are discarded

CREATE SEQUENCE numbers;

-- change column accounts.number: default none to nextval('numbers'::regclass)
ALTER TABLE accounts ALTER COLUMN number SET DEFAULT nextval('numbers'::regclass);

CREATE TABLE bills (
    id bigint NOT NULL,
    number bigint DEFAULT nextval('numbers'::regclass) NOT NULL,
    CONSTRAINT bills_pkey PRIMARY KEY (id)
);

-- change sequence numbers
ALTER SEQUENCE numbers OWNED BY bills.id;
