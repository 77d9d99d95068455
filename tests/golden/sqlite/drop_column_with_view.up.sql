-- Does:
--   - drop view rich
--   - drop column users.name (its values are kept in goofer_kept_users.name_20300102030405)
--   - create view rich
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - rows of users that came later get NULL in name

-- drop view rich
DROP VIEW rich;

-- keep values of table users in goofer_kept_users.name_20300102030405
CREATE TABLE "goofer_kept_users.name_20300102030405" (
    id INTEGER NOT NULL,
    name,
    PRIMARY KEY (id)
);
INSERT INTO "goofer_kept_users.name_20300102030405" (id, name)
SELECT id, name
FROM users;

-- drop column users.name (its values are kept in goofer_kept_users.name_20300102030405)
ALTER TABLE users DROP COLUMN name;

CREATE VIEW rich AS SELECT id FROM users;
