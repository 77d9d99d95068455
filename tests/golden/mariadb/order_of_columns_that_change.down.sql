-- Does:
--   - put the columns of t in the order a, b, c, id, e, born, newer
--   - drop column t.newer (its values are lost)
--   - drop column t.born (its values are lost)
--   - change column t.c: type bigint(20) to int(11)
--   - add column t.gone, with the values kept in goofer_kept_t.gone_20300102030405
--   - put the columns of t in the order a, b, c, id, gone, e
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: t.c.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of t that came later get NULL in gone
--   - t.c fails on, or changes, values that int(11) cannot hold

-- drop column t.newer (its values are lost); drop column t.born (its values are lost); change column t.c: type bigint(20) to int(11), behind b; add column t.gone
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE t
    DROP COLUMN newer,
    DROP COLUMN born,
    MODIFY COLUMN c int(11) AFTER b,
    ADD COLUMN gone int(11) AFTER c;

-- give rows of t their values in gone
UPDATE t
    JOIN `goofer_kept_t.gone_20300102030405` AS kept ON t.id = kept.id
    SET t.gone = kept.gone;

-- drop goofer_kept_t.gone_20300102030405, its values are back in table t
DROP TABLE `goofer_kept_t.gone_20300102030405`;

-- change column t.id: behind c
ALTER TABLE t MODIFY COLUMN id int(11) NOT NULL AFTER c, ALGORITHM=INSTANT;
