-- Does:
--   - create sequence tickets
--   - add column users.ticket
--   - change sequence tickets
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - users.ticket comes back with NULL: its values are discarded

CREATE SEQUENCE tickets;

-- add column users.ticket
ALTER TABLE users ADD COLUMN ticket integer;

-- change sequence tickets
ALTER SEQUENCE tickets OWNED BY users.ticket;
