-- Does:
--   - change enum mood: comment
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change enum mood: comment
COMMENT ON TYPE mood IS 'how one feels';
