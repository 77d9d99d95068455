-- Does:
--   - add column t.nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn, with the values kept in goofer_kept_t.nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn_80df8f0f
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of t that came later get NULL in nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn

-- add column t.nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn
ALTER TABLE t ADD COLUMN nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn int(11), ALGORITHM=INSTANT;

-- give rows of t their values in nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn
UPDATE t
    JOIN `goofer_kept_t.nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn_80df8f0f` AS kept ON t.id = kept.id
    SET t.nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn = kept.nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn;

-- drop goofer_kept_t.nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn_80df8f0f, its values are back in table t
DROP TABLE `goofer_kept_t.nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn_80df8f0f`;
