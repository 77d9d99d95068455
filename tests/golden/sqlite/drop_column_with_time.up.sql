-- Does:
--   - drop column users.made (its values are kept in goofer_kept_users.made_20300102030405)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - rows of users that came later get CURRENT_TIMESTAMP in made

-- keep values of table users in goofer_kept_users.made_20300102030405
CREATE TABLE "goofer_kept_users.made_20300102030405" (
    id INTEGER NOT NULL,
    made,
    PRIMARY KEY (id)
);
INSERT INTO "goofer_kept_users.made_20300102030405" (id, made)
SELECT id, made
FROM users;

-- drop column users.made (its values are kept in goofer_kept_users.made_20300102030405)
ALTER TABLE users DROP COLUMN made;
