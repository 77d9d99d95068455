-- Does:
--   - drop procedure reset(integer)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop procedure reset(integer)
DROP PROCEDURE reset(integer);
