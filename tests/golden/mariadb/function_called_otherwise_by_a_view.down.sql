-- Does:
--   - drop view halves
--   - drop function half
--   - create function half
--   - create view halves
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop view halves
DROP VIEW halves;

-- drop function half
DROP FUNCTION half;

CREATE FUNCTION half (a int(11)) RETURNS int(11) DETERMINISTIC
RETURN a / 2;

CREATE VIEW halves AS
select users.id AS id,half(users.amount) AS h from users;
