-- Does:
--   - create function fine(bigint)
--   - change column orders.amount: type integer to bigint
--   - drop function fine(integer)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: orders.amount.
-- The way back:
--   - orders.amount fails on, or changes, values that integer cannot hold

-- drop index orders_fine of table orders
DROP INDEX orders_fine;

-- drop check orders_amount (fine(amount)) from table orders
ALTER TABLE orders DROP CONSTRAINT orders_amount;

-- drop function fine(integer)
DROP FUNCTION fine(integer);

CREATE FUNCTION fine(bigint)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT $1 > 0 $function$;

-- change column orders.amount: type integer to bigint
ALTER TABLE orders ALTER COLUMN amount TYPE bigint;

-- add check orders_amount (fine(amount)) to table orders
ALTER TABLE orders ADD CONSTRAINT orders_amount CHECK (fine(amount));

CREATE INDEX orders_fine ON orders (id) WHERE fine(amount);
