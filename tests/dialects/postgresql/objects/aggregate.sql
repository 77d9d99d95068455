CREATE AGGREGATE s(integer) (SFUNC = int4pl, STYPE = integer);
-- becomes
CREATE AGGREGATE s(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '5', PARALLEL = SAFE);
COMMENT ON AGGREGATE s(integer) IS 'x';
CREATE AGGREGATE c(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
