-- Does:
--   - drop column sales.old (computed, nothing is lost)
--   - drop column sales.older (computed, nothing is lost)
--   - add column sales.net
--   - add column sales.gross
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop column sales.old (computed, nothing is lost)
ALTER TABLE sales DROP COLUMN old;

-- drop column sales.older (computed, nothing is lost)
ALTER TABLE sales DROP COLUMN older;

-- add column sales.net
ALTER TABLE sales ADD COLUMN net INTEGER GENERATED ALWAYS AS (price * 2) VIRTUAL;

-- add column sales.gross
ALTER TABLE sales ADD COLUMN gross INTEGER GENERATED ALWAYS AS (net + 2) VIRTUAL;
