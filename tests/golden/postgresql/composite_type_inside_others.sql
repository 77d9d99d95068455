-- object: composite type
-- action: alter
-- note: a type whose values stand in arrays and in other types gets and loses attributes first, so that they go over as texts
-- before
CREATE DOMAIN price AS integer CHECK (VALUE > 0);
CREATE TYPE part AS (price price, name text);
CREATE TYPE pair AS (part part, more part[], number integer);
CREATE DOMAIN some_parts AS part[] CHECK (cardinality(VALUE) < 5);
CREATE TABLE orders (id integer PRIMARY KEY, part part, parts part[], pair pair, pairs pair[], few some_parts,
    CHECK ((part).name <> ''));
-- rows
INSERT INTO orders VALUES (1, ROW(7, 'a, "b"'), ARRAY[ROW(8, 'c (d)'), NULL]::part[],
    ROW(ROW(9, NULL), ARRAY[ROW(6, '')]::part[], 3),
    ARRAY[ROW(ROW(9, 'x'), NULL, 3)]::pair[], ARRAY[ROW(6, 'y')]::part[]), (2, NULL, NULL, NULL, NULL, NULL);
-- after
CREATE DOMAIN price AS integer CHECK (VALUE > 0);
CREATE TYPE part AS (price bigint, name varchar(50), note text);
CREATE TYPE pair AS (part part, more part[], number integer);
CREATE DOMAIN some_parts AS part[] CHECK (cardinality(VALUE) < 5);
CREATE TABLE orders (id integer PRIMARY KEY, part part, parts part[], pair pair, pairs pair[], few some_parts,
    CHECK ((part).name <> ''));
