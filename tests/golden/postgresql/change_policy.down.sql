-- Does:
--   - replace policy own on users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- replace policy own on users
ALTER POLICY own ON users TO PUBLIC

    USING ((amount > 0));
