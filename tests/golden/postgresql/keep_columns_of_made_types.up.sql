-- Does:
--   - drop table orders (its rows are kept in goofer_kept_20300102030405.orders)
--   - drop column users.at (its values are kept in goofer_kept_20300102030405.users.at)
--   - drop column users.totals (its values are kept in goofer_kept_20300102030405.users.totals)
--   - drop column users.more (its values are kept in goofer_kept_20300102030405.users.more)
--   - change column users.id: type money2 to numeric(12,2)
--   - drop composite type place
--   - drop range type span
--   - drop extension pg_trgm
--   - drop extension hstore
--   - drop domain money2
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But no sample row met the constraints of orders.
--   But the way back of converted values is not compared: users.id.
-- The way back:
--   - rows of users that came later get NULL in at
--   - rows of users that came later get NULL in totals
--   - rows of users that came later get NULL in more
--   - users.id fails on, or changes, values that money2 cannot hold

-- drop index orders_name of table orders
DROP INDEX orders_name;

-- drop index orders_more of table orders
DROP INDEX orders_more;

-- drop exclusion constraint orders_held_excl (held WITH &&) from table orders
ALTER TABLE orders DROP CONSTRAINT orders_held_excl;

-- drop check orders_total_check ((total)::numeric < (100)::numeric) from table orders
ALTER TABLE orders DROP CONSTRAINT orders_total_check;

-- drop column orders.twice (computed, nothing is lost)
ALTER TABLE orders DROP COLUMN twice;

-- change column orders.id: type money2 to text
ALTER TABLE orders ALTER COLUMN id TYPE text;

-- change column orders.total: type money2 to text, default 0 to none
ALTER TABLE orders ALTER COLUMN total DROP DEFAULT;
ALTER TABLE orders ALTER COLUMN total TYPE text;

-- change column orders.at: type place to text
ALTER TABLE orders ALTER COLUMN at TYPE text;

-- change column orders.spans: type span[] to text[]
ALTER TABLE orders ALTER COLUMN spans TYPE text[];

-- change column orders.held: type span to text
ALTER TABLE orders ALTER COLUMN held TYPE text;

-- change column orders.more: type hstore to text
ALTER TABLE orders ALTER COLUMN more TYPE text;

-- drop table orders (its rows are kept in goofer_kept_20300102030405.orders)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
ALTER TABLE orders SET SCHEMA goofer_kept_20300102030405;

-- drop column users.at (its values are kept in goofer_kept_20300102030405.users.at)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
CREATE TABLE goofer_kept_20300102030405."users.at" AS
    SELECT id, at::text AS at FROM users WHERE at::text IS NOT NULL;
ALTER TABLE goofer_kept_20300102030405."users.at" ADD PRIMARY KEY (id);
ALTER TABLE users DROP COLUMN at;

-- change column goofer_kept_20300102030405.users.at.id: type money2 to text
ALTER TABLE goofer_kept_20300102030405."users.at" ALTER COLUMN id TYPE text;

-- drop column users.totals (its values are kept in goofer_kept_20300102030405.users.totals)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
CREATE TABLE goofer_kept_20300102030405."users.totals" AS
    SELECT id, totals::text[] AS totals FROM users WHERE totals::text IS NOT NULL;
ALTER TABLE goofer_kept_20300102030405."users.totals" ADD PRIMARY KEY (id);
ALTER TABLE users DROP COLUMN totals;

-- change column goofer_kept_20300102030405.users.totals.id: type money2 to text
ALTER TABLE goofer_kept_20300102030405."users.totals" ALTER COLUMN id TYPE text;

-- drop column users.more (its values are kept in goofer_kept_20300102030405.users.more)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
CREATE TABLE goofer_kept_20300102030405."users.more" AS
    SELECT id, more::text AS more FROM users WHERE more::text IS NOT NULL;
ALTER TABLE goofer_kept_20300102030405."users.more" ADD PRIMARY KEY (id);
ALTER TABLE users DROP COLUMN more;

-- change column goofer_kept_20300102030405.users.more.id: type money2 to text
ALTER TABLE goofer_kept_20300102030405."users.more" ALTER COLUMN id TYPE text;

-- change column users.id: type money2 to numeric(12,2)
ALTER TABLE users ALTER COLUMN id TYPE numeric(12,2) USING id::text::numeric(12,2);

-- drop composite type place
DROP TYPE place;

-- drop range type span
DROP TYPE span;

-- drop extension pg_trgm
DROP EXTENSION pg_trgm;

-- drop extension hstore
DROP EXTENSION hstore;

-- drop domain money2
DROP DOMAIN money2;
