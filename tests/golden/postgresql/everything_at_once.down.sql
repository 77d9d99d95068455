-- Does:
--   - drop trigger tr on a
--   - drop view v
--   - drop rule ru on b
--   - drop policy p1 on a
--   - drop function trg()
--   - drop table b (its rows are lost)
--   - drop table a (its rows are lost)
--   - drop function f(integer)
--   - drop extension citext
--   - drop domain pos
--   - drop composite type addr
--   - drop sequence s
--   - drop enum mood
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop trigger tr on a
DROP TRIGGER tr ON a;

-- drop view v
DROP VIEW v;

-- drop rule ru on b
DROP RULE ru ON b;

-- drop policy p1 on a
DROP POLICY p1 ON a;

-- drop function trg()
DROP FUNCTION trg();

-- drop table b (its rows are lost)
DROP TABLE b;

-- drop table a (its rows are lost)
DROP TABLE a;

-- drop function f(integer)
DROP FUNCTION f(integer);

-- drop extension citext
DROP EXTENSION citext;

-- drop domain pos
DROP DOMAIN pos;

-- drop composite type addr
DROP TYPE addr;

-- drop sequence s
DROP SEQUENCE s;

-- drop enum mood
DROP TYPE mood;
