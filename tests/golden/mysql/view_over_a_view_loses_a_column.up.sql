-- Does:
--   - drop view w
--   - replace view v
--   - create view w
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop view w
DROP VIEW w;

CREATE OR REPLACE VIEW v AS
select t.a AS a from t;

CREATE VIEW w AS
select (v.a + 1) AS more from v;
