-- Does:
--   - add column users.name
--   - add column users.age
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- add column users.name
ALTER TABLE users ADD COLUMN name character varying(20);

-- add column users.age
ALTER TABLE users ADD COLUMN age integer DEFAULT 7 NOT NULL;
