-- Does:
--   - create materialized view totals
--   - create index totals_name on totals
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE MATERIALIZED VIEW totals AS
SELECT users.name,
    sum(users.amount) AS total
   FROM users
  GROUP BY users.name;

CREATE UNIQUE INDEX totals_name ON totals USING btree (name);
