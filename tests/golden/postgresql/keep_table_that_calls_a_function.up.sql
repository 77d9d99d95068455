-- Does:
--   - drop table orders (its rows are kept in goofer_kept_20300102030405.orders)
--   - drop function next_number()
--   - drop function fine(text)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop index orders_fine of table orders
DROP INDEX orders_fine;

-- drop check orders_number (fine(number)) from table orders
ALTER TABLE orders DROP CONSTRAINT orders_number;

-- drop column orders.fine (computed, nothing is lost)
ALTER TABLE orders DROP COLUMN fine;

-- change column orders.number: default next_number() to none
ALTER TABLE orders ALTER COLUMN number DROP DEFAULT;

-- drop table orders (its rows are kept in goofer_kept_20300102030405.orders)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
ALTER TABLE orders SET SCHEMA goofer_kept_20300102030405;

-- drop function next_number()
DROP FUNCTION next_number();

-- drop function fine(text)
DROP FUNCTION fine(text);
