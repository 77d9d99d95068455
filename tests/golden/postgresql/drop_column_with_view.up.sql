-- Does:
--   - drop view rich
--   - drop column users.name (its values are kept in goofer_kept_20300102030405.users.name)
--   - create view rich
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - rows of users that came later get NULL in name

-- drop view rich
DROP VIEW rich;

-- drop column users.name (its values are kept in goofer_kept_20300102030405.users.name)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
CREATE TABLE goofer_kept_20300102030405."users.name" AS
    SELECT id, name FROM users WHERE name IS NOT NULL;
ALTER TABLE goofer_kept_20300102030405."users.name" ADD PRIMARY KEY (id);
ALTER TABLE users DROP COLUMN name;

CREATE VIEW rich AS
SELECT users.id
   FROM users
  WHERE (users.amount > 5);
