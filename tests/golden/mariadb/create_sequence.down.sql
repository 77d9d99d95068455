-- Does:
--   - drop sequence tickets
-- Proved: up, down and up again on a scratch copy of the schema.
-- Not atomic: this server commits after each statement.

-- drop sequence tickets
DROP SEQUENCE tickets;
