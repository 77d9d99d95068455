-- Does:
--   - drop column c.old (its values are lost)
--   - change column c.x: default 0x00FF to 0x00FE
--   - change column c.y: default 0xFE27 to 0xFE61
--   - change column c.z: default 0x01F003 to 0x01F004
--   - add column c.new
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - c.old comes back with 0xC361: its values are discarded
-- goofer: loses the values of c.old

-- drop column c.old (its values are lost); change column c.x: default 0x00FF to 0x00FE; change column c.y: default 0xFE27 to 0xFE61; change column c.z: default 0x01F003 to 0x01F004; add column c.new
ALTER TABLE c
    DROP COLUMN old,
    ALTER COLUMN x SET DEFAULT 0x00FE,
    ALTER COLUMN y SET DEFAULT 0xFE61,
    ALTER COLUMN z SET DEFAULT 0x01F004,
    ADD COLUMN new varbinary(2) NOT NULL DEFAULT 0xFF62,
    ALGORITHM=INSTANT;
