-- Does:
--   - change options of table events
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change options of table events
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE events PARTITION BY RANGE (year(day)) (PARTITION p25 VALUES LESS THAN (2026), PARTITION p26 VALUES LESS THAN (2027));
