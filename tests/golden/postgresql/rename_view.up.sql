-- Does:
--   - rename view rich to wealthy
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- rename view rich to wealthy
ALTER VIEW rich RENAME TO wealthy;
