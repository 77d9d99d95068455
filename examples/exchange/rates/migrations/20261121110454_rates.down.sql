-- 20261121110454_rates (down)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop table fees (its rows are lost)
--   - drop table exchange_rates (its rows are lost)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop table fees (its rows are lost)
DROP TABLE fees;

-- drop table exchange_rates (its rows are lost)
DROP TABLE exchange_rates;
