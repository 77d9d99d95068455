-- Does:
--   - create procedure reset(integer)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- create procedure reset(integer)
CREATE PROCEDURE reset(IN who integer)
 LANGUAGE plpgsql
AS $procedure$
BEGIN
    UPDATE users SET amount = 0 WHERE id = who;
END;
$procedure$;
