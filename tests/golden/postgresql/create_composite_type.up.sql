-- Does:
--   - create composite type place
--   - add column users.home
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE TYPE place AS (
    street text,
    city text
);

-- add column users.home
ALTER TABLE users ADD COLUMN home place;
