-- Does:
--   - drop column c.zeros (its values are lost)
--   - drop column c.same (its values are lost)
--   - drop column c.new (its values are lost)
--   - change column c.z: default 0x010004 to 0x010003
--   - change column c.y: default 0x0061 to 0x00
--   - change column c.x: default 0x00FE to 0x00FF
--   - add column c.old
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - c.old comes back with 0x0061: its values are discarded

-- drop column c.zeros (its values are lost); drop column c.same (its values are lost); drop column c.new (its values are lost); change column c.z: default 0x010004 to 0x010003; change column c.y: default 0x0061 to 0x00; change column c.x: default 0x00FE to 0x00FF; add column c.old
ALTER TABLE c
    DROP COLUMN zeros,
    DROP COLUMN same,
    DROP COLUMN new,
    ALTER COLUMN z SET DEFAULT 0x010003,
    ALTER COLUMN y SET DEFAULT 0x00,
    ALTER COLUMN x SET DEFAULT 0x00FF,
    ADD COLUMN old varbinary(2) NOT NULL DEFAULT 0x0061,
    ALGORITHM=INSTANT;
