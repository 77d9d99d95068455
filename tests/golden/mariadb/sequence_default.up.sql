-- Does:
--   - create sequence tickets
--   - change column users.amount: default 0 to (nextval(`tickets`))
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

CREATE SEQUENCE tickets;

-- change column users.amount: default 0 to (nextval(`tickets`))
ALTER TABLE users ALTER COLUMN amount SET DEFAULT (nextval(`tickets`)), ALGORITHM=INSTANT;
