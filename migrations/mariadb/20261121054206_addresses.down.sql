-- 20261121054206_addresses (down)
-- Written by goofer 0.1.0 for mariadb 10.11.19.
-- Does:
--   - drop table addresses (its rows are lost)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- Not atomic: this server commits after each statement.

-- drop table addresses (its rows are lost)
DROP TABLE addresses;
