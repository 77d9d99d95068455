-- Does:
--   - create domain email
--   - change column users.name: type text to email
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.name.

CREATE DOMAIN email AS text
    CONSTRAINT email_at CHECK ((VALUE ~~ '%@%'::text));

-- change column users.name: type text to email
ALTER TABLE users ALTER COLUMN name TYPE email USING name::email;
