-- Does:
--   - drop check dear (`cents` > 0) from table prices
--   - drop unique constraint once (cents) from table prices
--   - drop column prices.note (its values are lost)
--   - change column prices.cents: type bigint(20) to int(11)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: prices.cents.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - prices.cents fails on, or changes, values that int(11) cannot hold

-- drop check dear (`cents` > 0) from table prices; drop unique constraint once (cents) from table prices; drop column prices.note (its values are lost); change column prices.cents: type bigint(20) to int(11)
-- Copies the table; who writes to it waits meanwhile.
SET STATEMENT system_versioning_alter_history = KEEP FOR ALTER TABLE prices
    DROP CONSTRAINT dear,
    DROP INDEX once,
    DROP COLUMN note,
    MODIFY COLUMN cents int(11) NOT NULL;
