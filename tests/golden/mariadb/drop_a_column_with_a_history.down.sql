-- Does:
--   - add column prices.old, with the values kept in goofer_kept_prices.old_20300102030405
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of prices that came later get NULL in old

-- add column prices.old
-- Copies the table; who writes to it waits meanwhile.
SET STATEMENT system_versioning_alter_history = KEEP FOR ALTER TABLE prices ADD COLUMN old varchar(5);

-- give rows of prices their values in old
UPDATE prices
    JOIN `goofer_kept_prices.old_20300102030405` AS kept ON prices.id = kept.id
    SET prices.old = kept.old;

-- drop goofer_kept_prices.old_20300102030405, its values are back in table prices
DROP TABLE `goofer_kept_prices.old_20300102030405`;
