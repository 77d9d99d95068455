-- Does:
--   - rename column t.a to z
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop check ok (`a` > 0) from table t; add check ok (`z` > 0) to table t; drop index f of table t; create index f on table t; change column t.b: default (`a` + 1) to (`z` + 1); change column t.g: computed; change column t.v: computed; rename column t.a to z
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE t
    DROP CONSTRAINT ok,
    ADD CONSTRAINT ok CHECK (z > 0),
    DROP INDEX f,
    ADD INDEX f ((z + 1)),
    ALTER COLUMN b SET DEFAULT (`z` + 1),
    MODIFY COLUMN g int GENERATED ALWAYS AS (z * 2) STORED,
    MODIFY COLUMN v int GENERATED ALWAYS AS (z * 3) VIRTUAL,
    RENAME COLUMN a TO z;
