-- Does:
--   - make constraint small of table users NOT VALID
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- make constraint small of table users NOT VALID
ALTER TABLE users DROP CONSTRAINT small;
ALTER TABLE users ADD CONSTRAINT small CHECK (amount < 50) NOT VALID;
