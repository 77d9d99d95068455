-- Does:
--   - drop check small (`amount` < 60) from table users
--   - add check small (`amount` < 50) to table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop check small (`amount` < 60) from table users; add check small (`amount` < 50) to table users
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE users
    DROP CONSTRAINT small,
    ADD CONSTRAINT small CHECK (amount < 50);
