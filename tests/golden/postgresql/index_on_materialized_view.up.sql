-- Does:
--   - create index totals_total on totals
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE INDEX totals_total ON totals USING btree (total);
