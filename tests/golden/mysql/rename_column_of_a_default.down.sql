-- Does:
--   - rename column t.z to a
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change column t.b: default (`z` * 2) to (`a` * 2); rename column t.z to a
ALTER TABLE t
    ALTER COLUMN b SET DEFAULT (`a` * 2),
    RENAME COLUMN z TO a,
    ALGORITHM=INSTANT;
