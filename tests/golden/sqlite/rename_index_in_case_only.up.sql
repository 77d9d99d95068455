-- Does:
--   - rename index IX_name of table users to ix_name
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop index IX_name of table users
DROP INDEX "IX_name";

CREATE INDEX ix_name ON users (name);
