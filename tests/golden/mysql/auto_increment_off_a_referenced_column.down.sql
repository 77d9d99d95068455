-- Does:
--   - change column p.id: identity
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- Not atomic: this server commits after each statement.

-- change column p.id: identity
-- Copies the table; who writes to it waits meanwhile.
-- The foreign keys that point at it hold: that it numbers its rows changes no value.
SET @goofer_checks = @@foreign_key_checks, foreign_key_checks = 0;
ALTER TABLE p MODIFY COLUMN id int NOT NULL AUTO_INCREMENT, AUTO_INCREMENT = 3;
SET foreign_key_checks = @goofer_checks;
