-- object: table
-- action: drop
-- drop: keep
-- note: put aside without what calls functions, which may go
-- before
CREATE FUNCTION next_number() RETURNS text LANGUAGE sql AS $$ SELECT 'n' || floor(random() * 10)::text $$;
CREATE FUNCTION fine(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 <> '' $$;
CREATE TABLE users (
    id integer PRIMARY KEY
);
CREATE TABLE orders (
    id integer PRIMARY KEY,
    number text DEFAULT next_number(),
    fine boolean GENERATED ALWAYS AS (fine(number)) STORED,
    CONSTRAINT orders_number CHECK (fine(number))
);
CREATE INDEX orders_fine ON orders (id) WHERE fine(number);
-- rows
INSERT INTO orders (id, number) VALUES (1, 'n1'), (2, 'n2');
-- after
CREATE TABLE users (
    id integer PRIMARY KEY
);
