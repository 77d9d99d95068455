-- Does:
--   - drop table admins (its rows are lost)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop table admins (its rows are lost)
DROP TABLE admins;
