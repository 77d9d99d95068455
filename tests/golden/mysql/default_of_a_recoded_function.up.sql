-- Does:
--   - change column t.code: type varchar(40) to varchar(60), default (uuid()) to (concat('x',uuid()))
--   - change column t.n: default none to 5
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: t.code.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - t.code fails on, or changes, values that varchar(40) cannot hold

-- change column t.code: type varchar(40) to varchar(60), default (uuid()) to (concat('x',uuid()))
ALTER TABLE t MODIFY COLUMN code varchar(60) DEFAULT (concat('x',uuid())), ALGORITHM=INPLACE, LOCK=NONE;

-- change column t.n: default none to 5
ALTER TABLE t ALTER COLUMN n SET DEFAULT 5, ALGORITHM=INSTANT;
