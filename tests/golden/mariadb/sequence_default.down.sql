-- Does:
--   - change column users.amount: default (nextval(`tickets`)) to 0
--   - drop sequence tickets
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change column users.amount: default (nextval(`tickets`)) to 0
ALTER TABLE users ALTER COLUMN amount SET DEFAULT 0, ALGORITHM=INSTANT;

-- drop sequence tickets
DROP SEQUENCE tickets;
