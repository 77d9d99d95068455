-- Does:
--   - drop function log_count()
--   - drop table logs (its rows are lost)
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop function log_count()
DROP FUNCTION log_count();

-- drop table logs (its rows are lost)
DROP TABLE logs;
