-- Does:
--   - create enum mood (sad, ok)
--   - add column users.feels, with the values kept in goofer_kept_20300102030405.users.feels
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - rows of users that came later get NULL in feels

CREATE TYPE mood AS ENUM ('sad', 'ok');

-- add column users.feels, with the values kept in goofer_kept_20300102030405.users.feels
ALTER TABLE users ADD COLUMN feels mood;
UPDATE users AS t SET feels = kept.feels::mood
    FROM goofer_kept_20300102030405."users.feels" AS kept
    WHERE t.id = kept.id;
DROP TABLE goofer_kept_20300102030405."users.feels";
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20300102030405;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;
ALTER TABLE users ALTER COLUMN feels SET DEFAULT 'ok';
