-- Does:
--   - change sequence tickets
--   - drop column users.ticket (its values are lost)
--   - drop sequence tickets
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - users.ticket comes back with NULL: its values are discarded
-- goofer: loses the values of users.ticket

-- change sequence tickets
ALTER SEQUENCE tickets OWNED BY NONE;

-- drop column users.ticket (its values are lost)
ALTER TABLE users DROP COLUMN ticket;

-- drop sequence tickets
DROP SEQUENCE tickets;
