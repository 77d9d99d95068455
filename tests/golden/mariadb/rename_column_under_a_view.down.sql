-- Does:
--   - drop view rich
--   - rename column users.title to name
--   - create view rich
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop view rich
DROP VIEW rich;

-- rename column users.title to name
ALTER TABLE users RENAME COLUMN title TO name, ALGORITHM=INSTANT;

CREATE VIEW rich AS
select users.id AS id,users.name AS name from users where users.amount > 5;
