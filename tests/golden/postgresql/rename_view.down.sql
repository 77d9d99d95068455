-- Does:
--   - drop view wealthy
--   - create view rich
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop view wealthy
DROP VIEW wealthy;

CREATE VIEW rich AS
SELECT users.id,
    users.name
   FROM users
  WHERE (users.amount > 5);
