-- Does:
--   - drop column t.nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn (its values are kept in goofer_kept_t.nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn_80df8f0f)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of t that came later get NULL in nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn

CREATE TABLE `goofer_kept_t.nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn_80df8f0f` (PRIMARY KEY (id))
    SELECT id, nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn FROM t WHERE nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn IS NOT NULL;

-- drop column t.nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn (its values are kept in goofer_kept_t.nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn_80df8f0f)
ALTER TABLE t DROP COLUMN nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn, ALGORITHM=INSTANT;
