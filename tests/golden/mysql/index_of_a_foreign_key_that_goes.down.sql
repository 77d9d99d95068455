-- Does:
--   - create table visits, with the rows kept in goofer_kept_visits_20300102030405
--   - add foreign key orders_ibfk_1 (shop to shops) to table orders
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 3 tables.
-- Not atomic: this server commits after each statement.

-- create table visits, with the rows kept in goofer_kept_visits_20300102030405
RENAME TABLE goofer_kept_visits_20300102030405 TO visits;

-- add foreign key visits_ibfk_1 (shop to shops) to table visits
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE visits
    RENAME INDEX shop TO shop,
    ADD CONSTRAINT visits_ibfk_1 FOREIGN KEY (shop) REFERENCES shops (id);

-- add foreign key orders_ibfk_1 (shop to shops) to table orders
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE orders
    RENAME INDEX shop TO shop,
    ADD CONSTRAINT orders_ibfk_1 FOREIGN KEY (shop) REFERENCES shops (id);
