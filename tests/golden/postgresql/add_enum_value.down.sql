-- Does:
--   - change enum mood: remove 'fine'
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - it fails while rows hold a value that mood did not have before

-- make enum mood anew (sad, ok)
ALTER TYPE mood RENAME TO goofer_old_mood;
CREATE TYPE mood AS ENUM ('sad', 'ok');
ALTER TABLE users
    ALTER COLUMN feels DROP DEFAULT,
    ALTER COLUMN feels TYPE mood USING feels::text::mood,
    ALTER COLUMN feels SET DEFAULT 'ok';
DROP TYPE goofer_old_mood;
