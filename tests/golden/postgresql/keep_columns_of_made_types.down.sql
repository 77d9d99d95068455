-- Does:
--   - create domain money2
--   - create extension hstore
--   - create extension pg_trgm
--   - create range type span
--   - create composite type place
--   - change column users.id: type numeric(12,2) to money2
--   - add column users.more, with the values kept in goofer_kept_20300102030405.users.more
--   - add column users.totals, with the values kept in goofer_kept_20300102030405.users.totals
--   - add column users.at, with the values kept in goofer_kept_20300102030405.users.at
--   - create table orders, with the rows kept in goofer_kept_20300102030405.orders
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But no sample row met the constraints of orders.
--   But the way back of converted values is not compared: users.id.
-- The way back:
--   - rows of users that came later get NULL in at
--   - rows of users that came later get NULL in totals
--   - rows of users that came later get NULL in more
--   - users.id fails on, or changes, values that money2 cannot hold

CREATE DOMAIN money2 AS numeric(12,2)
    CONSTRAINT money2_check CHECK ((VALUE >= (0)::numeric));

CREATE EXTENSION hstore;

CREATE EXTENSION pg_trgm;

CREATE TYPE span AS RANGE (
    SUBTYPE = integer
);

CREATE TYPE place AS (
    street text,
    number money2
);

-- change column users.id: type numeric(12,2) to money2
ALTER TABLE users ALTER COLUMN id TYPE money2 USING id::text::money2;

-- change column goofer_kept_20300102030405.users.more.id: type text to money2
ALTER TABLE goofer_kept_20300102030405."users.more" ALTER COLUMN id TYPE money2 USING id::money2;

-- add column users.more, with the values kept in goofer_kept_20300102030405.users.more
ALTER TABLE users ADD COLUMN more hstore;
UPDATE users AS t SET more = kept.more::hstore
    FROM goofer_kept_20300102030405."users.more" AS kept
    WHERE t.id = kept.id;
DROP TABLE goofer_kept_20300102030405."users.more";
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20300102030405;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;

-- change column goofer_kept_20300102030405.users.totals.id: type text to money2
ALTER TABLE goofer_kept_20300102030405."users.totals" ALTER COLUMN id TYPE money2 USING id::money2;

-- add column users.totals, with the values kept in goofer_kept_20300102030405.users.totals
ALTER TABLE users ADD COLUMN totals money2[];
UPDATE users AS t SET totals = kept.totals::money2[]
    FROM goofer_kept_20300102030405."users.totals" AS kept
    WHERE t.id = kept.id;
DROP TABLE goofer_kept_20300102030405."users.totals";
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20300102030405;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;

-- change column goofer_kept_20300102030405.users.at.id: type text to money2
ALTER TABLE goofer_kept_20300102030405."users.at" ALTER COLUMN id TYPE money2 USING id::money2;

-- add column users.at, with the values kept in goofer_kept_20300102030405.users.at
ALTER TABLE users ADD COLUMN at place;
UPDATE users AS t SET at = kept.at::place
    FROM goofer_kept_20300102030405."users.at" AS kept
    WHERE t.id = kept.id;
DROP TABLE goofer_kept_20300102030405."users.at";
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20300102030405;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;

-- create table orders, with the rows kept in goofer_kept_20300102030405.orders
DO $goofer$ BEGIN
    EXECUTE 'ALTER TABLE goofer_kept_20300102030405.orders SET SCHEMA ' || quote_ident(current_schema());
END $goofer$;
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20300102030405;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;

-- change column orders.more: type text to hstore
ALTER TABLE orders ALTER COLUMN more TYPE hstore USING more::hstore;

-- change column orders.held: type text to span
ALTER TABLE orders ALTER COLUMN held TYPE span USING held::span;

-- change column orders.spans: type text[] to span[]
ALTER TABLE orders ALTER COLUMN spans TYPE span[] USING spans::text[]::span[];

-- change column orders.at: type text to place
ALTER TABLE orders ALTER COLUMN at TYPE place USING at::place;

-- change column orders.total: type text to money2, default none to 0
ALTER TABLE orders ALTER COLUMN total TYPE money2 USING total::money2;
ALTER TABLE orders ALTER COLUMN total SET DEFAULT 0;

-- change column orders.id: type text to money2
ALTER TABLE orders ALTER COLUMN id TYPE money2 USING id::money2;

-- add column orders.twice
ALTER TABLE orders ADD COLUMN twice money2 GENERATED ALWAYS AS ((total)::numeric * (2)::numeric) STORED;

-- add check orders_total_check ((total)::numeric < (100)::numeric) to table orders
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK ((total)::numeric < (100)::numeric);

-- add exclusion constraint orders_held_excl (held WITH &&) to table orders
ALTER TABLE orders ADD CONSTRAINT orders_held_excl EXCLUDE USING gist (held WITH &&);

CREATE INDEX orders_more ON orders USING gin (more);

CREATE INDEX orders_name ON orders USING gin (name gin_trgm_ops);
