-- Does:
--   - drop view rich
--   - create view rich
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop view rich
DROP VIEW rich;

CREATE VIEW rich AS SELECT name FROM users WHERE amount > 5;
