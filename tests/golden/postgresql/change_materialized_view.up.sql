-- Does:
--   - drop index totals_name on totals
--   - drop materialized view totals
--   - create materialized view totals
--   - create index totals_name on totals
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop index totals_name on totals
DROP INDEX totals_name;

-- drop materialized view totals
DROP MATERIALIZED VIEW totals;

CREATE MATERIALIZED VIEW totals AS
SELECT users.name,
    max(users.amount) AS total
   FROM users
  GROUP BY users.name;

CREATE UNIQUE INDEX totals_name ON totals USING btree (name);
