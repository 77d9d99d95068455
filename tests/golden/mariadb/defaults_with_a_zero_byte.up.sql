-- Does:
--   - drop column c.old (its values are lost)
--   - change column c.x: default '\0A' to '\0B'
--   - change column c.y: default '\0' to '\0a'
--   - change column c.z: default 'a\0b' to 'a \0'
--   - add column c.new
--   - add column c.same
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - c.old comes back with '\0a': its values are discarded
-- goofer: loses the values of c.old

-- drop column c.old (its values are lost); change column c.x: default '\0A' to '\0B'; change column c.y: default '\0' to '\0a'; change column c.z: default 'a\0b' to 'a \0'; add column c.new; add column c.same
ALTER TABLE c
    DROP COLUMN old,
    ALTER COLUMN x SET DEFAULT '\0B',
    ALTER COLUMN y SET DEFAULT '\0a',
    ALTER COLUMN z SET DEFAULT 'a
\0',
    ADD COLUMN new varbinary(2) NOT NULL DEFAULT '\0b',
    ADD COLUMN same varbinary(4) DEFAULT '',
    ALGORITHM=INSTANT;
