-- Does:
--   - change options of table events
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change options of table events
ALTER TABLE events ADD PARTITION (PARTITION p27 VALUES LESS THAN (2028));
