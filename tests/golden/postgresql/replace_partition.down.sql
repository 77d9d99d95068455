-- Does:
--   - drop table january (its rows are lost)
--   - drop table february (its rows are lost)
--   - create table p1, with the rows kept in goofer_kept_20300102030405.p1
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop table january (its rows are lost)
DROP TABLE january;

-- drop table february (its rows are lost)
DROP TABLE february;

-- create table p1, with the rows kept in goofer_kept_20300102030405.p1
DO $goofer$ BEGIN
    EXECUTE 'ALTER TABLE goofer_kept_20300102030405.p1 SET SCHEMA ' || quote_ident(current_schema());
END $goofer$;
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20300102030405;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;

-- let table p1 be a partition of events
ALTER TABLE events ATTACH PARTITION p1 FOR VALUES FROM (1) TO (10);
