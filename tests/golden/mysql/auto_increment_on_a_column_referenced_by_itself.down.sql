-- Does:
--   - change column t.id: identity
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change column t.id: identity
-- Copies the table; who writes to it waits meanwhile.
-- The foreign keys that point at it hold: that it numbers its rows changes no value.
SET @goofer_checks = @@foreign_key_checks, foreign_key_checks = 0;
ALTER TABLE t MODIFY COLUMN id int NOT NULL;
SET foreign_key_checks = @goofer_checks;
