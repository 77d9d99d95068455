-- Does:
--   - create view rich
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE VIEW rich AS SELECT id, name FROM users WHERE amount > 5;
