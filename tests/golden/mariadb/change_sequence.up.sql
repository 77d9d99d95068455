-- Does:
--   - change sequence tickets
-- Proved: up, down and up again on a scratch copy of the schema.
-- Not atomic: this server commits after each statement.

-- change sequence tickets
ALTER SEQUENCE tickets INCREMENT BY 2 MAXVALUE 900 CYCLE;
