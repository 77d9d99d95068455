-- Does:
--   - rename index ix_name of table users to IX_name
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop index ix_name of table users
DROP INDEX ix_name;

CREATE INDEX "IX_name" ON users (name);
