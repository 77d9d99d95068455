-- Does:
--   - drop index words of table t
--   - drop column t.c (its values are kept in goofer_kept_t.c_20300102030405)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of t that came later get NULL in c

-- drop index words of table t
ALTER TABLE t DROP INDEX words, ALGORITHM=INPLACE, LOCK=NONE;

CREATE TABLE `goofer_kept_t.c_20300102030405` (PRIMARY KEY (id))
    SELECT id, c FROM t WHERE c IS NOT NULL;

-- drop column t.c (its values are kept in goofer_kept_t.c_20300102030405)
ALTER TABLE t DROP COLUMN c, ALGORITHM=INPLACE, LOCK=NONE;
