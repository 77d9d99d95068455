-- Does:
--   - replace composite type place
-- Proved: up, down and up again on a scratch copy of the schema.

-- replace composite type place
ALTER TYPE place ADD ATTRIBUTE zip text;
