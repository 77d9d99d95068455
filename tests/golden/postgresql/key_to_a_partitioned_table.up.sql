-- Does:
--   - drop table c (its rows are kept in goofer_kept_20300102030405.c)
--   - drop table h1 (its rows are kept in goofer_kept_20300102030405.h1)
--   - drop table h0 (its rows are kept in goofer_kept_20300102030405.h0)
--   - drop table h (its rows are kept in goofer_kept_20300102030405.h)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- drop foreign key c_id_fkey (id to h) from table c
ALTER TABLE c DROP CONSTRAINT c_id_fkey;

-- drop table c (its rows are kept in goofer_kept_20300102030405.c)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
ALTER TABLE c SET SCHEMA goofer_kept_20300102030405;

-- let table h1 be no partition of h
ALTER TABLE h DETACH PARTITION h1;

-- drop table h1 (its rows are kept in goofer_kept_20300102030405.h1)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
ALTER TABLE h1 SET SCHEMA goofer_kept_20300102030405;

-- let table h0 be no partition of h
ALTER TABLE h DETACH PARTITION h0;

-- drop table h0 (its rows are kept in goofer_kept_20300102030405.h0)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
ALTER TABLE h0 SET SCHEMA goofer_kept_20300102030405;

-- drop table h (its rows are kept in goofer_kept_20300102030405.h)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
ALTER TABLE h SET SCHEMA goofer_kept_20300102030405;
