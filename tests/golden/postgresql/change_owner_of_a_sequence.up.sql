-- Does:
--   - change sequence numbers
--   - drop table bills (its rows are lost)
--   - create table parcels
--   - change sequence numbers
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- The way back:
--   - bills comes back empty: its rows are discarded
-- goofer: loses the rows of bills

-- change sequence numbers
ALTER SEQUENCE numbers OWNED BY NONE;

-- drop table bills (its rows are lost)
DROP TABLE bills;

CREATE TABLE parcels (
    weight integer,
    code text NOT NULL,
    counted bigint DEFAULT nextval('numbers'::regclass) NOT NULL,
    CONSTRAINT parcels_pkey PRIMARY KEY (code)
);

-- change sequence numbers
ALTER SEQUENCE numbers OWNED BY parcels.counted;
