-- Does:
--   - drop exclusion constraint no_same (amount WITH =) from table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop exclusion constraint no_same (amount WITH =) from table users
ALTER TABLE users DROP CONSTRAINT no_same;
