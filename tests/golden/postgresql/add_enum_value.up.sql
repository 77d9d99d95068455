-- Does:
--   - change enum mood: add 'fine'
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - it fails while rows hold a value that mood did not have before

-- change enum mood: add 'fine'
ALTER TYPE mood ADD VALUE 'fine' AFTER 'sad';
