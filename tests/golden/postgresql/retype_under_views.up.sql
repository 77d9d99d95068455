-- Does:
--   - drop view richest
--   - drop index totals_name on totals
--   - drop view rich
--   - drop materialized view totals
--   - change column users.amount: type integer to bigint
--   - create materialized view totals
--   - create view rich
--   - create index totals_name on totals
--   - create view richest
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.amount.
-- The way back:
--   - users.amount fails on, or changes, values that integer cannot hold

-- drop view richest
DROP VIEW richest;

-- drop index totals_name on totals
DROP INDEX totals_name;

-- drop view rich
DROP VIEW rich;

-- drop materialized view totals
DROP MATERIALIZED VIEW totals;

-- change column users.amount: type integer to bigint
ALTER TABLE users ALTER COLUMN amount DROP DEFAULT;
ALTER TABLE users ALTER COLUMN amount TYPE bigint;
ALTER TABLE users ALTER COLUMN amount SET DEFAULT 0;

CREATE MATERIALIZED VIEW totals AS
SELECT users.name,
    sum(users.amount) AS total
   FROM users
  GROUP BY users.name;

-- create view rich
CREATE VIEW rich AS
SELECT users.id,
    users.name
   FROM users
  WHERE (users.amount > 5);

COMMENT ON VIEW rich IS 'those with more';

CREATE UNIQUE INDEX totals_name ON totals USING btree (name);

CREATE VIEW richest AS
SELECT rich.name
   FROM rich;
