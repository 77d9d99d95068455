-- object: domain
-- action: drop
-- drop: keep
-- note: what is put aside lets go of domains, composite and range types and of what an extension brought, so that these can go
-- before
CREATE EXTENSION hstore;
CREATE EXTENSION pg_trgm;
CREATE DOMAIN money2 AS numeric(12,2) CHECK (VALUE >= 0);
CREATE TYPE place AS (street text, number money2);
CREATE TYPE span AS RANGE (SUBTYPE = integer);
CREATE TABLE orders (
    id money2 PRIMARY KEY, name text DEFAULT 'n', total money2 DEFAULT 0 CHECK (total < 100), at place, spans span[],
    twice money2 GENERATED ALWAYS AS (total * 2) STORED, held span, more hstore,
    EXCLUDE USING gist (held WITH &&)
);
CREATE INDEX orders_name ON orders USING gin (name gin_trgm_ops);
CREATE INDEX orders_more ON orders USING gin (more);
CREATE INDEX orders_total ON orders (total);
CREATE TABLE users (id money2 PRIMARY KEY, name text, at place, totals money2[], more hstore);
-- rows
INSERT INTO orders VALUES (1, 'ann', 7, ROW('a b', 3), '{"[1,3)","[5,7)"}', DEFAULT, '[1,2)', 'a=>1'),
    (2, 'bob', NULL, NULL, NULL, DEFAULT, NULL, NULL);
INSERT INTO users VALUES (1, 'ann', ROW(NULL, 3), '{1.5,NULL}', 'a=>1,b=>NULL'), (2, 'bob', NULL, NULL, NULL);
-- after
CREATE TABLE users (id numeric(12,2) PRIMARY KEY, name text);
