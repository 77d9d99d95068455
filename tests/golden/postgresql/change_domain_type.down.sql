-- Does:
--   - replace domain email
-- Proved: up, down and up again on a scratch copy of the schema.

-- make domain email anew
ALTER DOMAIN email RENAME TO goofer_old_email;
CREATE DOMAIN email AS text
    CONSTRAINT email_at CHECK ((VALUE ~~ '%@%'::text));

ALTER TABLE users
    ALTER COLUMN name TYPE email USING name::text::email;
DROP DOMAIN goofer_old_email;
