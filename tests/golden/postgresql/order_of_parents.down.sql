-- Does:
--   - let table notes inherit from named, dated in this order
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 3 tables.

-- let table notes inherit from named, dated in this order
ALTER TABLE notes NO INHERIT dated;
ALTER TABLE notes NO INHERIT named;
ALTER TABLE notes INHERIT named;
ALTER TABLE notes INHERIT dated;
