-- Does:
--   - drop foreign key orders_buyer (buyer to users) from table orders
--   - drop check small (amount < 5) from table users
--   - add foreign key orders_buyer (buyer to users) to table orders
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- drop foreign key orders_buyer (buyer to users) from table orders
ALTER TABLE orders DROP CONSTRAINT orders_buyer;

-- drop check small (amount < 5) from table users
ALTER TABLE users DROP CONSTRAINT small;

-- add foreign key orders_buyer (buyer to users) to table orders
ALTER TABLE orders ADD CONSTRAINT orders_buyer FOREIGN KEY (buyer) REFERENCES users (id);
