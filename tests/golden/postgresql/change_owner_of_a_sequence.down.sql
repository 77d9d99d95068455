-- Does:
--   - change sequence numbers
--   - drop table parcels (its rows are lost)
--   - create table bills
--   - change sequence numbers
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- The way back:
--   - bills comes back empty: its rows are discarded

-- change sequence numbers
ALTER SEQUENCE numbers OWNED BY NONE;

-- drop table parcels (its rows are lost)
DROP TABLE parcels;

CREATE TABLE bills (
    id bigint NOT NULL,
    number bigint DEFAULT nextval('numbers'::regclass) NOT NULL,
    CONSTRAINT bills_pkey PRIMARY KEY (id)
);

-- change sequence numbers
ALTER SEQUENCE numbers OWNED BY bills.number;
