-- Does:
--   - replace composite type place, without zip
-- Proved: up, down and up again on a scratch copy of the schema.
-- The way back:
--   - place.zip comes back with NULL: its values are discarded

-- replace composite type place, without zip
ALTER TYPE place DROP ATTRIBUTE zip;
