-- Does:
--   - drop column events.note (its values are lost)
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of events.

-- drop column events.note (its values are lost)
ALTER TABLE events DROP COLUMN note;
