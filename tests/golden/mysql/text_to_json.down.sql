-- Does:
--   - change column facts.value: type json to text
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: facts.value.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - facts.value fails on, or changes, values that text cannot hold
--   - facts.value has values as json is written, '{"b":1,"a":2}' as '{"a": 2, "b": 1}'

-- change column facts.value: type json to text
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE facts MODIFY COLUMN value text;
