-- Does:
--   - drop function totals()
--   - drop view totals
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop function totals()
DROP FUNCTION totals();

-- drop view totals
DROP VIEW totals;
