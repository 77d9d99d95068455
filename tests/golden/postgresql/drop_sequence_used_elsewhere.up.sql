-- Does:
--   - change sequence numbers
--   - drop table bills (its rows are lost)
--   - change column accounts.number: default nextval('numbers'::regclass) to none
--   - drop sequence numbers
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- The way back:
--   - bills comes back empty: its rows are discarded
-- goofer: loses the rows of bills

-- change sequence numbers
ALTER SEQUENCE numbers OWNED BY NONE;

-- drop table bills (its rows are lost)
DROP TABLE bills;

-- change column accounts.number: default nextval('numbers'::regclass) to none
ALTER TABLE accounts ALTER COLUMN number DROP DEFAULT;

-- drop sequence numbers
DROP SEQUENCE numbers;
