-- Does:
--   - drop index totals_total on totals
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop index totals_total on totals
DROP INDEX totals_total;
