CREATE TABLE t (a integer, b integer);
-- becomes
CREATE TABLE t (a integer, b integer);
CREATE STATISTICS s ON a, b FROM t;
ALTER STATISTICS s SET STATISTICS 50;
COMMENT ON STATISTICS s IS 's';
CREATE STATISTICS e (mcv) ON a, (b + 1) FROM t;
