-- object: sequence
-- action: drop
-- note: its name is that of a serial column's own, and the other way
-- before
CREATE SEQUENCE users_id_seq;
CREATE TABLE orders (id serial PRIMARY KEY, note text, at date);
CREATE SEQUENCE s1 START 7;
CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s2));
-- rows
INSERT INTO orders VALUES (DEFAULT);
-- after
CREATE TABLE users (id serial PRIMARY KEY, name text, mail text);
CREATE SEQUENCE orders_id_seq;
CREATE SEQUENCE s2;
CREATE TABLE t (id bigint NOT NULL);
