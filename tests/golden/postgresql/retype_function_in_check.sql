-- object: function
-- action: depend
-- note: with the column that it is called for
-- before
CREATE FUNCTION fine(integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 > 0 $$;
CREATE TABLE orders (
    id integer PRIMARY KEY,
    amount integer,
    CONSTRAINT orders_amount CHECK (fine(amount))
);
CREATE INDEX orders_fine ON orders (id) WHERE fine(amount);
-- rows
INSERT INTO orders (id, amount) VALUES (1, 5), (2, NULL);
-- after
CREATE FUNCTION fine(bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 > 0 $$;
CREATE TABLE orders (
    id integer PRIMARY KEY,
    amount bigint,
    CONSTRAINT orders_amount CHECK (fine(amount))
);
CREATE INDEX orders_fine ON orders (id) WHERE fine(amount);
