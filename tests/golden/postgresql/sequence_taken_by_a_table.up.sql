-- Does:
--   - create sequence orders_id_seq
--   - create sequence s2
--   - drop table orders (its rows are lost)
--   - change column t.id: identity
--   - create table users
--   - drop sequence s1
--   - drop sequence users_id_seq
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- The way back:
--   - orders comes back empty: its rows are discarded
-- goofer: loses the rows of orders

-- call sequence orders_id_seq goofer_former_orders_id_seq until it goes
ALTER SEQUENCE orders_id_seq RENAME TO goofer_former_orders_id_seq;

CREATE SEQUENCE orders_id_seq;

-- call sequence s2 goofer_former_s2 until it goes
ALTER SEQUENCE s2 RENAME TO goofer_former_s2;

CREATE SEQUENCE s2;

-- drop table orders (its rows are lost)
DROP TABLE orders;

-- change column t.id: identity
ALTER TABLE t ALTER COLUMN id DROP IDENTITY;

-- call sequence users_id_seq goofer_former_users_id_seq until it goes
ALTER SEQUENCE users_id_seq RENAME TO goofer_former_users_id_seq;

CREATE TABLE users (
    id serial,
    name text,
    mail text,
    CONSTRAINT users_pkey PRIMARY KEY (id)
);

-- drop sequence s1
DROP SEQUENCE s1;

-- drop sequence users_id_seq
DROP SEQUENCE goofer_former_users_id_seq;
