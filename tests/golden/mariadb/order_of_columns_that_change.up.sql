-- Does:
--   - put the columns of t in the order a, b, c, id, e, gone
--   - drop column t.gone (its values are kept in goofer_kept_t.gone_20300102030405)
--   - change column t.c: type int(11) to bigint(20)
--   - add column t.born
--   - add column t.newer
--   - put the columns of t in the order id, c, born, a, b, newer, e
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: t.c.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of t that came later get NULL in gone
--   - t.c fails on, or changes, values that int(11) cannot hold

CREATE TABLE `goofer_kept_t.gone_20300102030405` (PRIMARY KEY (id))
    SELECT id, gone FROM t WHERE gone IS NOT NULL;

-- drop column t.gone (its values are kept in goofer_kept_t.gone_20300102030405); change column t.c: type int(11) to bigint(20), first; add column t.born; add column t.newer; change column t.id: first
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE t
    DROP COLUMN gone,
    MODIFY COLUMN c bigint(20) FIRST,
    ADD COLUMN born date AFTER c,
    ADD COLUMN newer int(11) NOT NULL DEFAULT 3 AFTER b,
    MODIFY COLUMN id int(11) NOT NULL FIRST;
