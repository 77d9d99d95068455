-- Does:
--   - rename column t.a to z
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- change column t.b: default (`a` * 2) to (`z` * 2); rename column t.a to z
ALTER TABLE t
    ALTER COLUMN b SET DEFAULT (`z` * 2),
    RENAME COLUMN a TO z,
    ALGORITHM=INSTANT;
