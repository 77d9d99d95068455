-- Does:
--   - drop statistics s on t
--   - drop policy p on t
--   - drop index i of table t
--   - drop column t.o (its values are kept in goofer_kept_20300102030405.t.o)
--   - create index i on table t
--   - create policy p on t
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - rows of t that came later get NULL in o

-- drop statistics s on t
DROP STATISTICS s;

-- drop policy p on t
DROP POLICY p ON t;

-- drop index i of table t
DROP INDEX i;

-- drop column t.o (its values are kept in goofer_kept_20300102030405.t.o)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
CREATE TABLE goofer_kept_20300102030405."t.o" AS
    SELECT id, o FROM t WHERE o IS NOT NULL;
ALTER TABLE goofer_kept_20300102030405."t.o" ADD PRIMARY KEY (id);
ALTER TABLE t DROP COLUMN o;

CREATE INDEX i ON t (x);

CREATE POLICY p ON t
    USING ((x = 1));
