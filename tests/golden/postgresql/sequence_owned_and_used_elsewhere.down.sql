-- Does:
--   - change sequence numbers
--   - drop table zettel (its rows are lost)
--   - drop column accounts.number (its values are lost)
--   - drop sequence numbers
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change sequence numbers
ALTER SEQUENCE numbers OWNED BY NONE;

-- drop table zettel (its rows are lost)
DROP TABLE zettel;

-- drop column accounts.number (its values are lost)
ALTER TABLE accounts DROP COLUMN number;

-- drop sequence numbers
DROP SEQUENCE numbers;
