-- Does:
--   - add column events.note
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of events.

-- add column events.note
ALTER TABLE events ADD COLUMN note text DEFAULT 'x';
