-- Does:
--   - put the columns of t in the order id, d, a, b, c
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change column t.d: behind id
ALTER TABLE t MODIFY COLUMN d int DEFAULT 4 AFTER id, ALGORITHM=INPLACE, LOCK=NONE;
