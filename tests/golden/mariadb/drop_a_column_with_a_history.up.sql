-- Does:
--   - drop column prices.old (its values are kept in goofer_kept_prices.old_20300102030405)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of prices that came later get NULL in old

CREATE TABLE `goofer_kept_prices.old_20300102030405` (PRIMARY KEY (id))
    SELECT id, old FROM prices WHERE old IS NOT NULL;

-- drop column prices.old (its values are kept in goofer_kept_prices.old_20300102030405)
-- Copies the table; who writes to it waits meanwhile.
SET STATEMENT system_versioning_alter_history = KEEP FOR ALTER TABLE prices DROP COLUMN old;
