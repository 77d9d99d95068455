-- Does:
--   - drop view vv
--   - drop view va
--   - change column ev.v: type integer to bigint
--   - create view va
--   - create view vv
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of ev.
--   But the way back of converted values is not compared: ev.v.
-- The way back:
--   - ev.v fails on, or changes, values that integer cannot hold

-- drop view vv
DROP VIEW vv;

-- drop view va
DROP VIEW va;

-- change column ev.v: type integer to bigint
ALTER TABLE ev ALTER COLUMN v TYPE bigint;

CREATE VIEW va AS
SELECT ev_a.v
   FROM ev_a;

CREATE VIEW vv AS
SELECT ev.v
   FROM ev;
