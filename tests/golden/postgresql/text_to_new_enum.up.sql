-- Does:
--   - drop view v
--   - create enum m (a, b)
--   - change column t.m: type text to m
--   - create view v
-- Proved: up, down and up again on a scratch copy of the schema.
--   But the way back of converted values is not compared: t.m.
--   But up fails on some sample rows: invalid input value for enum m: "m 1".

-- drop view v
DROP VIEW v;

CREATE TYPE m AS ENUM ('a', 'b');

-- change column t.m: type text to m
ALTER TABLE t ALTER COLUMN m DROP DEFAULT;
ALTER TABLE t ALTER COLUMN m TYPE m USING m::m;
ALTER TABLE t ALTER COLUMN m SET DEFAULT 'a';

CREATE VIEW v AS
SELECT t.m
   FROM t;
