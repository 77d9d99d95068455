-- Does:
--   - change column prices.cents: type int(11) to bigint(20)
--   - add column prices.note
--   - add unique constraint once (cents) to table prices
--   - add check dear (`cents` > 0) to table prices
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: prices.cents.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - prices.cents fails on, or changes, values that int(11) cannot hold

-- change column prices.cents: type int(11) to bigint(20); add column prices.note; add unique constraint once (cents) to table prices; add check dear (`cents` > 0) to table prices
-- Copies the table; who writes to it waits meanwhile.
SET STATEMENT system_versioning_alter_history = KEEP FOR ALTER TABLE prices
    MODIFY COLUMN cents bigint(20) NOT NULL,
    ADD COLUMN note varchar(20) NOT NULL DEFAULT 'none',
    ADD UNIQUE INDEX once (cents),
    ADD CONSTRAINT dear CHECK (cents > 0);
