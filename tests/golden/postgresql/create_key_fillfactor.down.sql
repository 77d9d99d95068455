-- Does:
--   - drop primary key cold_pkey (id) from table cold
--   - drop table hot (its rows are lost)
--   - change column cold.id: allow NULL
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop primary key cold_pkey (id) from table cold
ALTER TABLE cold DROP CONSTRAINT cold_pkey;

-- drop table hot (its rows are lost)
DROP TABLE hot;

-- change column cold.id: allow NULL
ALTER TABLE cold ALTER COLUMN id DROP NOT NULL;
