-- Does:
--   - change options of table prices
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - the history of prices is discarded, and begins anew

-- change options of table prices
-- Copies the table; who writes to it waits meanwhile.
SET STATEMENT system_versioning_alter_history = KEEP FOR ALTER TABLE prices DROP SYSTEM VERSIONING;
