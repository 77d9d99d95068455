-- Does:
--   - replace domain email
-- Proved: up, down and up again on a scratch copy of the schema.

-- replace domain email
ALTER DOMAIN email DROP CONSTRAINT email_at;
ALTER DOMAIN email ADD CONSTRAINT email_at CHECK (((VALUE ~~ '%@%'::text) AND (length(VALUE) < 90)));
