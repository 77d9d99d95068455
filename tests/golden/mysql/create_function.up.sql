-- Does:
--   - create function doubled
-- Proved: up, down and up again on a scratch copy of the schema.
-- Not atomic: this server commits after each statement.

CREATE FUNCTION doubled (n int) RETURNS int DETERMINISTIC NO SQL
RETURN n * 2;
