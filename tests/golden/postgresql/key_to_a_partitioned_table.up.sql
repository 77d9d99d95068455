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
DO $goofer$
DECLARE
    own record;
BEGIN
    SELECT c.oid::regclass AS called, c.relname INTO own FROM pg_inherits i
        JOIN pg_index x ON x.indexrelid = i.inhrelid JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'h_pkey'::regclass AND x.indrelid = 'h1'::regclass;
    IF own.relname <> 'h1_h_pkey' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', own.called, 'h1_h_pkey');
    END IF;
END $goofer$;
ALTER TABLE h DETACH PARTITION h1;

-- drop table h1 (its rows are kept in goofer_kept_20300102030405.h1)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
ALTER TABLE h1 SET SCHEMA goofer_kept_20300102030405;

-- let table h0 be no partition of h
DO $goofer$
DECLARE
    own record;
BEGIN
    SELECT c.oid::regclass AS called, c.relname INTO own FROM pg_inherits i
        JOIN pg_index x ON x.indexrelid = i.inhrelid JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'h_pkey'::regclass AND x.indrelid = 'h0'::regclass;
    IF own.relname <> 'h0_h_pkey' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', own.called, 'h0_h_pkey');
    END IF;
END $goofer$;
ALTER TABLE h DETACH PARTITION h0;

-- drop table h0 (its rows are kept in goofer_kept_20300102030405.h0)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
ALTER TABLE h0 SET SCHEMA goofer_kept_20300102030405;

-- drop table h (its rows are kept in goofer_kept_20300102030405.h)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
ALTER TABLE h SET SCHEMA goofer_kept_20300102030405;
