-- Does:
--   - change comment and options of table prices
--   - change options of table stock
--   - change column prices.seen: options
--   - add column stock.seen
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - the history of prices is discarded
--   - the history of stock is discarded

-- change comment and options of table prices
-- Copies the table; who writes to it waits meanwhile.
SET STATEMENT system_versioning_alter_history = KEEP FOR ALTER TABLE prices ADD SYSTEM VERSIONING, COMMENT = 'all of them';

-- change options of table stock
-- Copies the table; who writes to it waits meanwhile.
SET STATEMENT system_versioning_alter_history = KEEP FOR ALTER TABLE stock ADD SYSTEM VERSIONING;

-- change column prices.seen: options
-- Copies the table; who writes to it waits meanwhile.
SET STATEMENT system_versioning_alter_history = KEEP FOR ALTER TABLE prices MODIFY COLUMN seen int(11) WITHOUT SYSTEM VERSIONING;

-- add column stock.seen
-- Copies the table; who writes to it waits meanwhile.
SET STATEMENT system_versioning_alter_history = KEEP FOR ALTER TABLE stock ADD COLUMN seen int(11) WITHOUT SYSTEM VERSIONING;
