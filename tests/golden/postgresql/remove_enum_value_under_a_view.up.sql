-- Does:
--   - change enum mood: remove 'fine'
-- Proved: up, down and up again on a scratch copy of the schema.
--   But up fails on some sample rows: invalid input value for enum mood: "fine".

-- drop view moody
DROP VIEW moody;

-- make enum mood anew (sad, ok)
ALTER TYPE mood RENAME TO goofer_old_mood;
CREATE TYPE mood AS ENUM ('sad', 'ok');
ALTER TABLE users
    ALTER COLUMN feels DROP DEFAULT,
    ALTER COLUMN feels TYPE mood USING feels::text::mood,
    ALTER COLUMN feels SET DEFAULT 'ok';
DROP TYPE goofer_old_mood;

CREATE VIEW moody AS
SELECT users.id,
    users.feels
   FROM users
  WHERE (users.feels <> 'ok'::mood);
