-- Does:
--   - drop function doubled
-- Proved: up, down and up again on a scratch copy of the schema.
-- Not atomic: this server commits after each statement.

-- drop function doubled
DROP FUNCTION doubled;
