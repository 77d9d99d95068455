-- Does:
--   - drop view rich
--   - add column users.name, with the values kept in goofer_kept_users.name_20300102030405
--   - create view rich
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of users that came later get NULL in name

-- drop view rich
DROP VIEW rich;

-- add column users.name
ALTER TABLE users ADD COLUMN name varchar(40), ALGORITHM=INSTANT;

-- give rows of users their values in name
UPDATE users
    JOIN `goofer_kept_users.name_20300102030405` AS kept ON users.id = kept.id
    SET users.name = kept.name;

-- drop goofer_kept_users.name_20300102030405, its values are back in table users
DROP TABLE `goofer_kept_users.name_20300102030405`;

CREATE VIEW rich AS
select users.id AS id,users.name AS name from users where users.amount > 5;
