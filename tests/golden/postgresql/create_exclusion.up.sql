-- Does:
--   - add exclusion constraint no_same (amount WITH =) to table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- add exclusion constraint no_same (amount WITH =) to table users
ALTER TABLE users ADD CONSTRAINT no_same EXCLUDE USING btree (amount WITH =) WHERE (amount > 1);
