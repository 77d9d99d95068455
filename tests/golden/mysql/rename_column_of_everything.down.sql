-- Does:
--   - rename column t.z to a
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop check ok (`z` > 0) from table t; add check ok (`a` > 0) to table t; drop index f of table t; create index f on table t; change column t.b: default (`z` + 1) to (`a` + 1); change column t.g: computed; change column t.v: computed; rename column t.z to a
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE t
    DROP CONSTRAINT ok,
    ADD CONSTRAINT ok CHECK (a > 0),
    DROP INDEX f,
    ADD INDEX f ((a + 1)),
    ALTER COLUMN b SET DEFAULT (`a` + 1),
    MODIFY COLUMN g int GENERATED ALWAYS AS (a * 2) STORED,
    MODIFY COLUMN v int GENERATED ALWAYS AS (a * 3) VIRTUAL,
    RENAME COLUMN z TO a;
