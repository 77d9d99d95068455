-- Does:
--   - create table admins
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE TABLE admins (
    level integer
) INHERITS (users);
