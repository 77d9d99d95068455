-- Does:
--   - replace view rich
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE OR REPLACE VIEW rich WITH (security_barrier=true) AS
SELECT users.id,
    users.name
   FROM users
  WHERE (users.amount > 5);
