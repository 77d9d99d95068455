-- Does:
--   - drop view rich
--   - drop column users.name (its values are kept in goofer_kept_users.name_20300102030405)
--   - create view rich
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of users that came later get NULL in name

-- drop view rich
DROP VIEW rich;

CREATE TABLE `goofer_kept_users.name_20300102030405` (PRIMARY KEY (id))
    SELECT id, name FROM users WHERE name IS NOT NULL;

-- drop column users.name (its values are kept in goofer_kept_users.name_20300102030405)
ALTER TABLE users DROP COLUMN name, ALGORITHM=INSTANT;

CREATE VIEW rich AS
select users.id AS id from users where users.amount > 5;
