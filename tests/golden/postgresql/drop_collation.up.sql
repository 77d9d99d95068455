-- Does:
--   - drop collation german
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop collation german
DROP COLLATION german;
