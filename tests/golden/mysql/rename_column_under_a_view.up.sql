-- Does:
--   - drop view rich
--   - rename column users.name to title
--   - create view rich
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop view rich
DROP VIEW rich;

-- rename column users.name to title
ALTER TABLE users RENAME COLUMN name TO title, ALGORITHM=INSTANT;

CREATE VIEW rich AS
select users.id AS id,users.title AS name from users where (users.amount > 5);
