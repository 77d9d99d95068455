-- Does:
--   - drop column c.new (its values are lost)
--   - change column c.z: default 0x01F004 to 0x01F003
--   - change column c.y: default 0xFE61 to 0xFE27
--   - change column c.x: default 0x00FE to 0x00FF
--   - add column c.old
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - c.old comes back with 0xC361: its values are discarded

-- drop column c.new (its values are lost); change column c.z: default 0x01F004 to 0x01F003; change column c.y: default 0xFE61 to 0xFE27; change column c.x: default 0x00FE to 0x00FF; add column c.old
ALTER TABLE c
    DROP COLUMN new,
    ALTER COLUMN z SET DEFAULT 0x01F003,
    ALTER COLUMN y SET DEFAULT 0xFE27,
    ALTER COLUMN x SET DEFAULT 0x00FF,
    ADD COLUMN old varbinary(2) NOT NULL DEFAULT 0xC361,
    ALGORITHM=INSTANT;
