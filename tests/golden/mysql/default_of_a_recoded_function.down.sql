-- Does:
--   - change column t.n: default 5 to none
--   - change column t.code: type varchar(60) to varchar(40), default (concat('x',uuid())) to (uuid())
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: t.code.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - t.code fails on, or changes, values that varchar(40) cannot hold

-- change column t.n: default 5 to none; change column t.code: type varchar(60) to varchar(40), default (concat('x',uuid())) to (uuid())
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE t
    ALTER COLUMN n SET DEFAULT NULL,
    MODIFY COLUMN code varchar(40) DEFAULT (uuid());
