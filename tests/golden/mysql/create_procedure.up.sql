-- Does:
--   - create procedure reset_all
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- create procedure reset_all
CREATE PROCEDURE reset_all (who int)
BEGIN
    UPDATE users SET amount = 0 WHERE id = who;
    IF who > 5 THEN SELECT 1; END IF;
END;
