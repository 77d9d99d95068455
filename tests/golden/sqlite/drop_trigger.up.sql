-- Does:
--   - drop trigger stamped on users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop trigger stamped on users
DROP TRIGGER stamped;
