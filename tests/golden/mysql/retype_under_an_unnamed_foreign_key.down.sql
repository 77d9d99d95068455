-- Does:
--   - drop foreign key orders_ibfk_1 (shop to shops) from table orders
--   - change column shops.id: type bigint to int
--   - change column orders.shop: type bigint to int
--   - add foreign key orders_ibfk_1 (shop to shops) to table orders
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
--   But the way back of converted values is not compared: orders.shop, shops.id.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - orders.shop fails on, or changes, values that int cannot hold
--   - shops.id fails on, or changes, values that int cannot hold

-- drop foreign key orders_ibfk_1 (shop to shops) from table orders
ALTER TABLE orders DROP FOREIGN KEY orders_ibfk_1, ALGORITHM=INPLACE, LOCK=NONE;

-- change column shops.id: type bigint to int
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE shops MODIFY COLUMN id int NOT NULL;

-- change column orders.shop: type bigint to int
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE orders MODIFY COLUMN shop int;

-- add foreign key orders_ibfk_1 (shop to shops) to table orders
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE orders
    RENAME INDEX shop TO shop,
    ADD CONSTRAINT orders_ibfk_1 FOREIGN KEY (shop) REFERENCES shops (id);
