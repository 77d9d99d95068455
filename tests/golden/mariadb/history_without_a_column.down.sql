-- Does:
--   - drop column stock.seen (its values are lost)
--   - change column prices.seen: options
--   - change options of table stock
--   - change comment and options of table prices
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - the history of prices is discarded
--   - the history of stock is discarded

-- drop column stock.seen (its values are lost); change options of table stock
-- Copies the table; who writes to it waits meanwhile.
SET STATEMENT system_versioning_alter_history = KEEP FOR ALTER TABLE stock
    DROP COLUMN seen,
    DROP SYSTEM VERSIONING;

-- change column prices.seen: options; change comment and options of table prices
-- Copies the table; who writes to it waits meanwhile.
SET STATEMENT system_versioning_alter_history = KEEP FOR ALTER TABLE prices
    MODIFY COLUMN seen int(11),
    DROP SYSTEM VERSIONING, COMMENT = '';
