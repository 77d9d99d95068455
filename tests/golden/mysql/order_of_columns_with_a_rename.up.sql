-- Does:
--   - rename column t.b to z
--   - put the columns of t in the order c, id, z, a
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- rename column t.b to z
ALTER TABLE t RENAME COLUMN b TO z, ALGORITHM=INSTANT;

-- change column t.c: first; change column t.a: behind z
ALTER TABLE t
    MODIFY COLUMN c int FIRST,
    MODIFY COLUMN a int NOT NULL AFTER z,
    ALGORITHM=INPLACE, LOCK=NONE;
