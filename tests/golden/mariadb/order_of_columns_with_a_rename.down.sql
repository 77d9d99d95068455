-- Does:
--   - put the columns of t in the order id, a, z, c
--   - rename column t.z to b
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change column t.z: behind a; change column t.c: behind z
ALTER TABLE t
    MODIFY COLUMN z int(11) AFTER a,
    MODIFY COLUMN c int(11) AFTER z,
    ALGORITHM=INSTANT;

-- rename column t.z to b
ALTER TABLE t RENAME COLUMN z TO b, ALGORITHM=INSTANT;
