-- Does:
--   - drop foreign key orders_ibfk_1 (shop to shops) from table orders
--   - drop table visits (its rows are kept in goofer_kept_visits_20300102030405)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 3 tables.
-- Not atomic: this server commits after each statement.

-- drop foreign key orders_ibfk_1 (shop to shops) from table orders
ALTER TABLE orders DROP FOREIGN KEY orders_ibfk_1, ALGORITHM=INPLACE, LOCK=NONE;

-- drop foreign key visits_ibfk_1 (shop to shops) from table visits
ALTER TABLE visits DROP FOREIGN KEY visits_ibfk_1, ALGORITHM=INPLACE, LOCK=NONE;

-- drop table visits (its rows are kept in goofer_kept_visits_20300102030405)
RENAME TABLE visits TO goofer_kept_visits_20300102030405;
