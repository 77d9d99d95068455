-- Does:
--   - change sequence tickets
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change sequence tickets
ALTER SEQUENCE tickets OWNED BY NONE;
