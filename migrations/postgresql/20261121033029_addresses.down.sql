-- 20261121033029_addresses (down)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop table addresses (its rows are lost)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- drop table addresses (its rows are lost)
DROP TABLE addresses;
