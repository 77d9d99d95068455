-- Does:
--   - drop table b (its rows are lost)
--   - drop column a.seen (its values are lost)
--   - drop column a.changed (its values are lost)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop table b (its rows are lost)
DROP TABLE b;

-- drop column a.seen (its values are lost)
ALTER TABLE a DROP COLUMN seen;

-- drop column a.changed (its values are lost)
ALTER TABLE a DROP COLUMN changed;
