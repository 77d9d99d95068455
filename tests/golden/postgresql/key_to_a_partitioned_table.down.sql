-- Does:
--   - create table h, with the rows kept in goofer_kept_20300102030405.h
--   - create table h0, with the rows kept in goofer_kept_20300102030405.h0
--   - create table h1, with the rows kept in goofer_kept_20300102030405.h1
--   - create table c, with the rows kept in goofer_kept_20300102030405.c
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- create table h, with the rows kept in goofer_kept_20300102030405.h
DO $goofer$ BEGIN
    EXECUTE 'ALTER TABLE goofer_kept_20300102030405.h SET SCHEMA ' || quote_ident(current_schema());
END $goofer$;
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20300102030405;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;

-- create table h0, with the rows kept in goofer_kept_20300102030405.h0
DO $goofer$ BEGIN
    EXECUTE 'ALTER TABLE goofer_kept_20300102030405.h0 SET SCHEMA ' || quote_ident(current_schema());
END $goofer$;
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20300102030405;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;

-- let table h0 be a partition of h
ALTER TABLE h ATTACH PARTITION h0 FOR VALUES WITH (modulus 2, remainder 0);

-- create table h1, with the rows kept in goofer_kept_20300102030405.h1
DO $goofer$ BEGIN
    EXECUTE 'ALTER TABLE goofer_kept_20300102030405.h1 SET SCHEMA ' || quote_ident(current_schema());
END $goofer$;
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20300102030405;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;

-- let table h1 be a partition of h
ALTER TABLE h ATTACH PARTITION h1 FOR VALUES WITH (modulus 2, remainder 1);

-- create table c, with the rows kept in goofer_kept_20300102030405.c
DO $goofer$ BEGIN
    EXECUTE 'ALTER TABLE goofer_kept_20300102030405.c SET SCHEMA ' || quote_ident(current_schema());
END $goofer$;
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20300102030405;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;

-- add foreign key c_id_fkey (id to h) to table c
ALTER TABLE c ADD CONSTRAINT c_id_fkey FOREIGN KEY (id) REFERENCES h (id);
