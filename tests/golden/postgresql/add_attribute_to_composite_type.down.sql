-- Does:
--   - replace composite type place, without zip
-- Proved: up, down and up again on a scratch copy of the schema.

-- replace composite type place, without zip
ALTER TYPE place DROP ATTRIBUTE zip;
