-- Does:
--   - add column t.c, with the values kept in goofer_kept_t.c_20300102030405
--   - create index words on table t
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of t that came later get NULL in c

-- add column t.c
ALTER TABLE t ADD COLUMN c text, ALGORITHM=INSTANT;

-- give rows of t their values in c
UPDATE t
    JOIN `goofer_kept_t.c_20300102030405` AS kept ON t.id = kept.id
    SET t.c = kept.c;

-- drop goofer_kept_t.c_20300102030405, its values are back in table t
DROP TABLE `goofer_kept_t.c_20300102030405`;

-- create index words on table t
ALTER TABLE t ADD FULLTEXT INDEX words (b, c), ALGORITHM=INPLACE, LOCK=SHARED;
