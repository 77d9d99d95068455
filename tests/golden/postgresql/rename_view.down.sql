-- Does:
--   - rename view wealthy to rich
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- rename view wealthy to rich
ALTER VIEW wealthy RENAME TO rich;
