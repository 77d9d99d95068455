-- Does:
--   - drop sequence tickets
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop sequence tickets
DROP SEQUENCE tickets;
