-- Does:
--   - drop column users.feels (its values are kept in goofer_kept_20300102030405.users.feels)
--   - drop enum mood
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - rows of users that came later get NULL in feels

-- drop column users.feels (its values are kept in goofer_kept_20300102030405.users.feels)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
CREATE TABLE goofer_kept_20300102030405."users.feels" AS
    SELECT id, feels::text AS feels FROM users WHERE feels IS NOT NULL;
ALTER TABLE goofer_kept_20300102030405."users.feels" ADD PRIMARY KEY (id);
ALTER TABLE users DROP COLUMN feels;

-- drop enum mood
DROP TYPE mood;
