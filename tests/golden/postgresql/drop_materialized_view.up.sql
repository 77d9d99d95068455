-- Does:
--   - drop index totals_name on totals
--   - drop materialized view totals
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop index totals_name on totals
DROP INDEX totals_name;

-- drop materialized view totals
DROP MATERIALIZED VIEW totals;
