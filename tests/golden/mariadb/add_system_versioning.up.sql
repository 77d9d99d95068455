-- Does:
--   - change options of table prices
--   - add column prices.note
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - the history of prices is discarded

-- change options of table prices; add column prices.note
-- Copies the table; who writes to it waits meanwhile.
SET STATEMENT system_versioning_alter_history = KEEP FOR ALTER TABLE prices
    ADD SYSTEM VERSIONING,
    ADD COLUMN note varchar(20);
