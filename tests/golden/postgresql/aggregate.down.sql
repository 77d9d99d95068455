-- Does:
--   - drop aggregate product(integer)
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop aggregate product(integer)
DROP AGGREGATE product(integer);
