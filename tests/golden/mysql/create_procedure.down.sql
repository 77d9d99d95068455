-- Does:
--   - drop procedure reset_all
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop procedure reset_all
DROP PROCEDURE reset_all;
