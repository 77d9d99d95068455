-- Does:
--   - create sequence users_id_seq
--   - create sequence s1
--   - drop table users (its rows are lost)
--   - change column t.id: identity
--   - create table orders
--   - drop sequence s2
--   - drop sequence orders_id_seq
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- The way back:
--   - orders comes back empty: its rows are discarded

-- call sequence users_id_seq goofer_former_users_id_seq until it goes
ALTER SEQUENCE users_id_seq RENAME TO goofer_former_users_id_seq;

CREATE SEQUENCE users_id_seq;

CREATE SEQUENCE s1 START WITH 7;

-- drop table users (its rows are lost)
DROP TABLE users;

-- call sequence s2 goofer_former_s2 until it goes
ALTER SEQUENCE s2 RENAME TO goofer_former_s2;

-- change column t.id: identity
ALTER TABLE t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s2);
SELECT setval(pg_get_serial_sequence('t', 'id'), max(id)) FROM t HAVING max(id) >= 1;

-- call sequence orders_id_seq goofer_former_orders_id_seq until it goes
ALTER SEQUENCE orders_id_seq RENAME TO goofer_former_orders_id_seq;

CREATE TABLE orders (
    id serial,
    note text,
    at date,
    CONSTRAINT orders_pkey PRIMARY KEY (id)
);

-- drop sequence s2
DROP SEQUENCE goofer_former_s2;

-- drop sequence orders_id_seq
DROP SEQUENCE goofer_former_orders_id_seq;
