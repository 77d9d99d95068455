-- object: composite type
-- action: alter
-- note: a function whose body makes a value of the type changes with it, and so does a default that calls it
-- before
CREATE TYPE price AS (currency char(3), amount numeric(12,2));
CREATE FUNCTION price_of(currency text, amount numeric) RETURNS price LANGUAGE sql IMMUTABLE
    AS $$ SELECT ROW(currency, amount)::price $$;
CREATE TABLE orders (id integer PRIMARY KEY, total price DEFAULT price_of('EUR', 0));
CREATE VIEW euros AS SELECT id, (total).amount FROM orders;
CREATE INDEX orders_amount ON orders (((total).amount));
-- rows
INSERT INTO orders (id) VALUES (1);
INSERT INTO orders VALUES (2, ROW('USD', 3)), (3, NULL);
-- after
CREATE TYPE price AS (currency text, amount numeric(14,4), rate numeric);
CREATE FUNCTION price_of(currency text, amount numeric) RETURNS price LANGUAGE sql IMMUTABLE
    AS $$ SELECT ROW(currency, amount, 1)::price $$;
CREATE TABLE orders (id integer PRIMARY KEY, total price DEFAULT price_of('EUR', 0));
CREATE VIEW euros AS SELECT id, (total).amount FROM orders;
CREATE INDEX orders_amount ON orders (((total).amount));
