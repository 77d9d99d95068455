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

CREATE FUNCTION half (a int, b int) RETURNS int DETERMINISTIC
RETURN a / 2 + b;

CREATE VIEW halves AS
select users.id AS id,half(users.amount,1) AS h from users;
