-- Does:
--   - drop trigger poor on rich
--   - drop view rich
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop trigger poor on rich
DROP TRIGGER poor;

-- drop view rich
DROP VIEW rich;
