-- Does:
--   - drop view rich
--   - add column users.name, with the values kept in goofer_kept_20300102030405.users.name
--   - create view rich
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - rows of users that came later get NULL in name

-- drop view rich
DROP VIEW rich;

-- add column users.name, with the values kept in goofer_kept_20300102030405.users.name
ALTER TABLE users ADD COLUMN name text;
UPDATE users AS t SET name = kept.name
    FROM goofer_kept_20300102030405."users.name" AS kept
    WHERE t.id = kept.id;
DROP TABLE goofer_kept_20300102030405."users.name";
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20300102030405;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;

CREATE VIEW rich AS
SELECT users.id,
    users.name
   FROM users
  WHERE (users.amount > 5);
