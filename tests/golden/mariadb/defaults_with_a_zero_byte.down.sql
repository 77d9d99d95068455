-- Does:
--   - drop column c.same (its values are lost)
--   - drop column c.new (its values are lost)
--   - change column c.z: default 'a \0' to 'a\0b'
--   - change column c.y: default '\0a' to '\0'
--   - change column c.x: default '\0B' to '\0A'
--   - add column c.old
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - c.old comes back with '\0a': its values are discarded

-- drop column c.same (its values are lost); drop column c.new (its values are lost); change column c.z: default 'a \0' to 'a\0b'; change column c.y: default '\0a' to '\0'; change column c.x: default '\0B' to '\0A'; add column c.old
ALTER TABLE c
    DROP COLUMN same,
    DROP COLUMN new,
    ALTER COLUMN z SET DEFAULT 'a\0b',
    ALTER COLUMN y SET DEFAULT '\0',
    ALTER COLUMN x SET DEFAULT '\0A',
    ADD COLUMN old varbinary(2) NOT NULL DEFAULT '\0a',
    ALGORITHM=INSTANT;
