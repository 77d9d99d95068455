-- Does:
--   - drop view v
--   - change column t.m: type m to text
--   - drop enum m
--   - create view v
-- Proved: up, down and up again on a scratch copy of the schema.
--   But the way back of converted values is not compared: t.m.
--   But up fails on some sample rows: invalid input value for enum m: "m 1".

-- drop view v
DROP VIEW v;

-- change column t.m: type m to text
ALTER TABLE t ALTER COLUMN m DROP DEFAULT;
ALTER TABLE t ALTER COLUMN m TYPE text;
ALTER TABLE t ALTER COLUMN m SET DEFAULT 'a';

-- drop enum m
DROP TYPE m;

CREATE VIEW v AS
SELECT t.m
   FROM t;
