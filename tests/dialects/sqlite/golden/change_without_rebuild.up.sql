-- up

-- drop index ix_orders_total of table orders
DROP INDEX ix_orders_total;

-- add column customers.note, add check (note != '') to table customers
ALTER TABLE customers ADD COLUMN note TEXT CHECK (note != '');

CREATE INDEX ix_orders_total ON orders (total DESC) WHERE total > 1;
