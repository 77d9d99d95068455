-- Does:
--   - drop function double(text)
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop function double(text)
DROP FUNCTION double(text);
