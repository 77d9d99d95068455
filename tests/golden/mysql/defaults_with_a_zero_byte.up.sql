-- Does:
--   - drop column c.old (its values are lost)
--   - change column c.x: default 0x00FF to 0x00FE
--   - change column c.y: default 0x00 to 0x0061
--   - change column c.z: default 0x010003 to 0x010004
--   - add column c.new
--   - add column c.same
--   - add column c.zeros
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - c.old comes back with 0x0061: its values are discarded
-- goofer: loses the values of c.old

-- drop column c.old (its values are lost); change column c.x: default 0x00FF to 0x00FE; change column c.y: default 0x00 to 0x0061; change column c.z: default 0x010003 to 0x010004; add column c.new; add column c.same; add column c.zeros
ALTER TABLE c
    DROP COLUMN old,
    ALTER COLUMN x SET DEFAULT 0x00FE,
    ALTER COLUMN y SET DEFAULT 0x0061,
    ALTER COLUMN z SET DEFAULT 0x010004,
    ADD COLUMN new varbinary(2) NOT NULL DEFAULT 0x0062,
    ADD COLUMN same varbinary(4) DEFAULT '',
    ADD COLUMN zeros binary(2) DEFAULT '',
    ALGORITHM=INSTANT;
