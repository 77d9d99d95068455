-- Does:
--   - add column users.boss
--   - add foreign key (boss to users) to table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- add column users.boss, add foreign key (boss to users) to table users
ALTER TABLE users ADD COLUMN boss INTEGER REFERENCES users (id) ON DELETE SET NULL;
