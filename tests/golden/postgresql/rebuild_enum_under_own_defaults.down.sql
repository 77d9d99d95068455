-- Does:
--   - change enum state: add 'bad'
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of events.

-- change enum state: add 'bad'
ALTER TYPE state ADD VALUE 'bad' AFTER 'old';
