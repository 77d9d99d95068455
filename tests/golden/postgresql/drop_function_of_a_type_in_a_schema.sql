-- object: function
-- action: drop
-- schemas: shop
-- before
CREATE SCHEMA shop;
CREATE TYPE shop.state AS ENUM ('new', 'paid');
CREATE TABLE shop.orders (
    id integer PRIMARY KEY,
    state shop.state
);
CREATE FUNCTION shop.said(a shop.state, b shop.orders) RETURNS text LANGUAGE sql AS $$ SELECT a::text || b.id $$;
CREATE FUNCTION shop.doubled(a shop.state) RETURNS text LANGUAGE sql AS $$ SELECT a::text || a::text $$;
-- rows
INSERT INTO shop.orders (id, state) VALUES (1, 'new'), (2, NULL);
-- after
CREATE SCHEMA shop;
CREATE TYPE shop.state AS ENUM ('new', 'paid');
CREATE TABLE shop.orders (
    id integer PRIMARY KEY,
    state shop.state
);
CREATE FUNCTION shop.doubled(a shop.state) RETURNS integer LANGUAGE sql AS $$ SELECT 2 $$;
