-- Does:
--   - drop table notes (its rows are lost)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- drop table notes (its rows are lost)
DROP TABLE notes;
