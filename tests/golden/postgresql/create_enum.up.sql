-- Does:
--   - create enum mood (sad, ok)
--   - add column users.feels
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE TYPE mood AS ENUM ('sad', 'ok');

-- add column users.feels
ALTER TABLE users ADD COLUMN feels mood DEFAULT 'ok';
