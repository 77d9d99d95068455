-- Does:
--   - drop view richest
--   - drop view rich
--   - create view rich
--   - create view richest
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop view richest
DROP VIEW richest;

-- drop view rich
DROP VIEW rich;

CREATE VIEW rich AS SELECT id, name FROM users WHERE amount > 5;

CREATE VIEW richest AS SELECT name FROM rich;
