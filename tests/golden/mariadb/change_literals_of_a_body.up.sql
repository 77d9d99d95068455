-- Does:
--   - drop procedure note
--   - create procedure note
-- Proved: up, down and up again on a scratch copy of the schema.
-- Not atomic: this server commits after each statement.

-- drop procedure note
DROP PROCEDURE note;

-- create procedure note
CREATE PROCEDURE note (x int(11))
BEGIN
    -- what's here; stays
    INSERT INTO t (a, b) VALUES (x, 'it''s \\ %d; \'q\'');
    SET @a = "d""q", @b = 'a\nb';
END;
