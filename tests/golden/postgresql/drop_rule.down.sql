-- Does:
--   - create rule keep on users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE RULE keep AS
    ON DELETE TO users DO INSTEAD NOTHING;
