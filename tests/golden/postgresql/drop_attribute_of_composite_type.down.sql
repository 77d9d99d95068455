-- Does:
--   - replace composite type place
-- Proved: up, down and up again on a scratch copy of the schema.
-- The way back:
--   - place.zip comes back with NULL: its values are discarded

-- replace composite type place
ALTER TYPE place ADD ATTRIBUTE zip text;
