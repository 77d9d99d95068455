-- Does:
--   - drop column sales.gross (computed, nothing is lost)
--   - drop column sales.net (computed, nothing is lost)
--   - add column sales.older
--   - add column sales.old
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop column sales.gross (computed, nothing is lost)
ALTER TABLE sales DROP COLUMN gross;

-- drop column sales.net (computed, nothing is lost)
ALTER TABLE sales DROP COLUMN net;

-- add column sales.older
ALTER TABLE sales ADD COLUMN older GENERATED ALWAYS AS (price + 1) VIRTUAL;

-- add column sales.old
ALTER TABLE sales ADD COLUMN old GENERATED ALWAYS AS (older + 1) VIRTUAL;
