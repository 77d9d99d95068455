-- Does:
--   - create function fine(text)
--   - create function next_number()
--   - create table orders, with the rows kept in goofer_kept_20300102030405.orders
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE FUNCTION fine(text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT $1 <> '' $function$;

CREATE FUNCTION next_number()
 RETURNS text
 LANGUAGE sql
AS $function$ SELECT 'n' || floor(random() * 10)::text $function$;

-- create table orders, with the rows kept in goofer_kept_20300102030405.orders
DO $goofer$ BEGIN
    EXECUTE 'ALTER TABLE goofer_kept_20300102030405.orders SET SCHEMA ' || quote_ident(current_schema());
END $goofer$;
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20300102030405;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;

-- change column orders.number: default none to next_number()
ALTER TABLE orders ALTER COLUMN number SET DEFAULT next_number();

-- add column orders.fine
ALTER TABLE orders ADD COLUMN fine boolean GENERATED ALWAYS AS (fine(number)) STORED;

-- add check orders_number (fine(number)) to table orders
ALTER TABLE orders ADD CONSTRAINT orders_number CHECK (fine(number));

CREATE INDEX orders_fine ON orders (id) WHERE fine(number);
