-- Does:
--   - drop function double(integer)
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop function double(integer)
DROP FUNCTION double(integer);
