-- Does:
--   - create collation german
-- Proved: up, down and up again on a scratch copy of the schema.

CREATE COLLATION german (
    PROVIDER = icu,
    LOCALE = 'de'
);
